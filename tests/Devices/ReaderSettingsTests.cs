using System.Text;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

/// <summary>What a plant may say of a reader, and that a driver does it.</summary>
public sealed class ReaderSettingsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("traceability-settings-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("""{"id": "r", "driver": "serial"}""", Framing.Line, 50, 115200, KeyboardLayout.Us)]
    [InlineData("""{"id": "r", "driver": "serial", "framing": "stxEtxLrc", "baud": 9600}""", Framing.StxEtxLrc, 50, 9600, KeyboardLayout.Us)]
    [InlineData("""{"id": "r", "driver": "serial", "baud": 9600.0, "idleGapMilliseconds": null}""", Framing.Line, 50, 9600, KeyboardLayout.Us)]
    [InlineData("""{"id": "r", "driver": "tcp-listen", "framing": "idleGap", "idleGapMilliseconds": 30}""", Framing.IdleGap, 30, 115200, KeyboardLayout.Us)]
    [InlineData("""{"id": "r", "driver": "keyboard", "layout": "de"}""", Framing.Line, 50, 115200, KeyboardLayout.De)]
    public void A_reader_is_what_the_plant_says(string json, Framing framing, int idleGap, int baud, KeyboardLayout layout)
    {
        var reader = Read(json).Stations["st"].Readers[0];
        Assert.Equal((framing, idleGap, baud, layout), (reader.Framing, reader.IdleGapMilliseconds, reader.Baud, reader.Layout));
    }

    [Theory]
    [InlineData("""{"id": "r", "driver": "serial", "framing": "tab"}""", "is 'tab', known are: line, cr, lf, crlf, stxetx, stxetxlrc, idlegap")]
    [InlineData("""{"id": "r", "driver": "tcp", "baud": 9600}""", "means nothing to the driver 'tcp'")]
    [InlineData("""{"id": "r", "driver": "llrp", "framing": "cr"}""", "means nothing to the driver 'llrp'")]
    [InlineData("""{"id": "r", "driver": "hidpos", "layout": "us"}""", "means nothing to the driver 'hidpos'")]
    [InlineData("""{"id": "r", "driver": "serial", "idleGapMilliseconds": 5}""", "must be a whole number from 10 to 1000")]
    [InlineData("""{"id": "r", "driver": "serial", "baud": 9600.5}""", "must be a whole number from 300 to 4000000")]
    [InlineData("""{"id": "r", "driver": "serial", "baud": -9600}""", "must be a whole number from 300 to 4000000")]
    [InlineData("""{"id": "r", "driver": "serial", "baud": "9600"}""", "must be a whole number from 300 to 4000000")]
    [InlineData("""{"id": "r", "driver": "serial", "baud": 99999999999}""", "must be a whole number from 300 to 4000000")]
    public void What_cannot_be_is_refused_with_its_place(string json, string why) =>
        Assert.Contains(why, Assert.Throws<PlantFormatException>(() => Read(json)).Problems.Select(p => p.Text));

    [Fact]
    public async Task The_gateway_frames_as_the_plant_says()
    {
        var station = Read("""{"id": "r", "driver": "serial", "framing": "stxEtx"}""").Stations["st"];
        using var line = (PseudoTerminal)Emulators.Start(station, station.Readers[0], _data);
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateUnbounded<Frame>();
        var reader = Readers.Open(station, station.Readers[0], _data, TimeProvider.System);
        var running = reader.RunAsync(frames.Writer, stop.Token);
        while (reader.Status.State != DeviceState.Ready) await Task.Delay(1);
        await line.SendRawAsync("no\r\u0002yes\rit is\u0003"u8.ToArray(), default);
        Assert.Equal("yes\rit is"u8.ToArray(), (await frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Data.ToArray());
        await stop.CancelAsync();
        await running;
    }

    private static PlantModel Read(string reader) => PlantFile.Read(Encoding.UTF8.GetBytes($$"""
        { "plant": "p", "gln": "9521300000008", "locations": [{ "location": "L", "kind": "dock", "gln": "9521300002002" }],
          "stations": [{ "id": "st", "gateway": "g", "kind": "receiving", "location": "L", "readers": [{{reader}}] }] }
        """));
}
