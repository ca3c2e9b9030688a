using System.Diagnostics;
using System.Text;
using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Gs1;

/// <summary>Mutated codes of every kind through every parser: whatever comes in, an answer goes out, soon and in little memory.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const int Count = 10_000_000, Seed = 15_434;
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly string[] Corpus =
    [
        "]C101095060001343521728020010L24070\u001d21S1\u001d30120", "]d20109506000134352310300123410A", "]Q30012345678901234567502095060001343523720",
        "]e08003095211411234545678\u001d4149521141123454\u001d254A1", "]E09506000134352|]e010AB", "]I109506000134352", "]J1800409521141\u001d3922129",
        "0109506000134352\u001d10A", "(01)09506000134352(10)A\\(B(3103)001234", "KPO00001", "1KSO00001", "Q26", "CMD:UNDO", "JUN123", "9506000134352",
        "[)>\u001e06\u001dP09506000134352\u001dT24070\u001dQ5.5\u001d14D20280101\u001e\u0004", "[)>\u001e05\u001d010950600013435210A\u001e06\u001dSX1\u001e\u0004", "[)>\u001e12\u001dPO 4711\u001e\u0004",
        "https://id.gs1.org/01/09506000134352/10/A%2F1?17=280200&3103=001234", "https://northfield.example/item/CAP-470/lot/A12", "HTTP://a/gtin/9506000134352/ser/1#x",
        "urn:epc:id:sgtin:0614141.812345.67%2F89", "urn:epc:class:lgtin:0614141.812345.A", "urn:epc:idpat:grai:0614141.12345.*", "urn:epc:tag:sgtin-198:3.0614141.712345.32a%2Fb",
        "urn:epc:raw:96.x3074257BF7194E4000001A85", "urn:epc:id:itip:234567.1890123.56.78.1111", "urn:epc:tag:adi-var:3.W81X9C.3KL984PX1.2WMA52", "urn:epcglobal:cbv:bt:9506000134352:PO1",
        "]C18110106141416543213500110000310123196000", "]C18112006141412345610123456", "]C1253952114198765412", "]C180300a-_=\u001d7040" + "1ABC", "]C172580" + "1/3\u001d4309" + "02790858483015297971",
    ];

    private static readonly string[] Tags =
    [
        "3074257BF7194E4000001A85", "3154257BF4499602D2000000", "3666C4409047E159B2C2BF100000000000000000000000000000", "3876451FD59B2C2BF10000000000000000000000000000000000",
        "3C76451FD400C0E680003039", "3E76451FD7039B061438997367D0C18B266D1AB66EE0", "F73795211411234538566CB0AFC4", "FB342CDE795211411234538566CB0AFC40", "F839521141678909509338",
        "EE3952114132E83C2BF1494197C61DBC3665B600", "4076451FD40C0E40820000000F54", "3500000010000010000000100000", "3B0E0CF5E76C9047759AD00373DC7602E7200000", "3D74257BF75411DEF6B4CC00000003039000",
        "2F02020202020202000001E240", "F0352114198765E8121234", "3F76451FD612640000019907",
    ];

    [Fact]
    public void No_input_throws_hangs_or_takes_much_memory()
    {
        var random = new Random(Seed);
        byte[][] codes = [.. Corpus.Select(Encoding.UTF8.GetBytes)];
        byte[][] tags = [.. Tags.Select(Convert.FromHexString)];
        var buffer = new byte[6000];
        var counts = new int[3];
        long mostMemory = 0, longest = 0;
        var hungriest = "";
        // The tables are built once, at the first code.
        Identifier.Identify(codes[0], Today);
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < Count; n++)
        {
            var isTag = n % 5 == 0;
            var source = isTag ? tags : codes;
            var length = Mutate(source[random.Next(source.Length)], source[random.Next(source.Length)], buffer, random);
            var input = buffer.AsSpan(0, length);
            try
            {
                var memory = GC.GetAllocatedBytesForCurrentThread();
                var start = Stopwatch.GetTimestamp();
                var found = isTag ? Identifier.IdentifyTag(input) : Identifier.Identify(input, Today);
                var elements = found.Elements.Count;
                longest = Math.Max(longest, Stopwatch.GetTimestamp() - start);
                memory = GC.GetAllocatedBytesForCurrentThread() - memory;
                if (memory > mostMemory) (mostMemory, hungriest) = (memory, Convert.ToHexString(input[..Math.Min(length, 60)]));
                counts[found.Refusal is not null ? 0 : found.Id is null ? 1 : 2]++;
                if (found.Refusal is not null && found.Id is not null) Assert.Fail("refused, and yet it names something");
                if (elements > length + 1) Assert.Fail("more elements than bytes");
                if (found.Id is { } id && n % 16 == 0 && Identifier.IdentifyText(id.Uri, Today).Id != id) Assert.Fail($"{id.Uri} is another identity");
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {Seed}, input {n}, {(isTag ? "tag" : "code")} {Convert.ToHexString(input)}", failure);
            }
        }
        var slowest = Stopwatch.GetElapsedTime(0, longest).TotalMilliseconds;
        output.WriteLine($"seed {Seed}: {Count} inputs in {clock.Elapsed.TotalSeconds:F0} s; {counts[2]} named, {counts[1]} only parts or commands, {counts[0]} refused; "
            + $"most memory for one {mostMemory} B ({hungriest}), slowest {slowest:F1} ms");
        Assert.True(counts.All(count => count > Count / 1000), "the mutations no longer reach all outcomes");
        Assert.True(mostMemory < 1_000_000, $"{mostMemory} B for one input");
        Assert.True(slowest < 2_000, $"{slowest} ms for one input");
    }

    private static int Mutate(byte[] one, byte[] other, byte[] buffer, Random random)
    {
        var length = one.Length;
        one.CopyTo(buffer, 0);
        for (var times = random.Next(4); times > 0; times--)
        {
            var at = random.Next(length + 1);
            switch (random.Next(7))
            {
                case 0 when at < length: buffer[at] ^= (byte)(1 << random.Next(8)); break;
                case 1 when at < length: buffer[at] = (byte)random.Next(256); break;
                case 2 when at < length:
                    buffer.AsSpan(at + 1, length-- - at - 1).CopyTo(buffer.AsSpan(at));
                    break;
                case 3:
                    buffer.AsSpan(at, length++ - at).CopyTo(buffer.AsSpan(at + 1));
                    buffer[at] = "\u001d\u001e\u0004()0159AXZ%/.:?&*+]"u8[random.Next(21)];
                    break;
                case 4: length = at; break;
                case 5:
                    var from = random.Next(other.Length);
                    other.AsSpan(from).CopyTo(buffer.AsSpan(at));
                    length = at + other.Length - from;
                    break;
                case 6 when random.Next(4000) == 0:
                    for (; length is > 0 and < 2600; length *= 2) buffer.AsSpan(0, length).CopyTo(buffer.AsSpan(length));
                    break;
            }
        }
        return length;
    }
}
