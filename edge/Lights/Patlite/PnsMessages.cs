using System.Buffers.Binary;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Patlite;

/// <summary>What differs between PATLITE's towers: the id in a message, the codes of the flash rates and tones, and where the answer keeps the lamps.</summary>
public sealed record PnsModel(ushort Id, byte Slow, byte Fast, byte HighTone, byte LowTone, int StatusSize, int LampsAt, int? ModeAt)
{
    /// <summary>LA6-POE has one flash rate; its answer begins with eight inputs and the mode.</summary>
    public static readonly PnsModel La6 = new(0x4142, Slow: 2, Fast: 2, HighTone: 1, LowTone: 2, StatusSize: 15, LampsAt: 9, ModeAt: 8);

    /// <summary>LR5-LAN has three rates and a buzzer that only rings.</summary>
    public static readonly PnsModel Lr5 = new(0x4142, Slow: 2, Fast: 4, HighTone: 1, LowTone: 1, StatusSize: 6, LampsAt: 0, ModeAt: null);

    /// <summary>NH series: two blink patterns.</summary>
    public static readonly PnsModel Nh = new(0x5858, Slow: 2, Fast: 3, HighTone: 1, LowTone: 2, StatusSize: 6, LampsAt: 0, ModeAt: null);

    public static PnsModel Of(string name) => name switch { "lr5" => Lr5, "nh" => Nh, _ => La6 };
}

/// <summary>PATLITE's PNS on TCP (protocols.md section 8, and PATLITE's own example programs for LA6-POE and LR5-LAN): id, command, zero, length, data.</summary>
public static class PnsMessages
{
    public const byte Acknowledged = 0x06, Refused = 0x15;
    public const byte RunControl = 0x53, GetState = 0x47;
    public const int HeaderSize = 6, Units = 5;
    private const byte Off = 0, On = 1;

    /// <summary>All five units and the buzzer in one command; units is which lamp stands at each, null where none does.</summary>
    public static byte[] Show(PnsModel model, IReadOnlyList<Lamp?> units, bool buzzer, TowerPicture picture)
    {
        var message = Header(model, RunControl, Units + 1);
        for (var i = 0; i < Units; i++)
            message[HeaderSize + i] = units[i] is { } lamp ? Code(model, picture[lamp]) : Off;
        message[HeaderSize + Units] = !buzzer ? Off : picture.Tone switch { Tone.High => model.HighTone, Tone.Low => model.LowTone, _ => Off };
        return message;
    }

    public static byte[] Look(PnsModel model) => Header(model, GetState, 0);

    /// <summary>
    /// The picture in an answer to <see cref="Look"/>, or a sentence where it holds none. Where one code stands for two
    /// signals, the one that was told is taken as seen.
    /// </summary>
    public static (TowerPicture Picture, string? Problem) Picture(PnsModel model, IReadOnlyList<Lamp?> units, ReadOnlySpan<byte> status, TowerPicture told)
    {
        var picture = new TowerPicture();
        if (model.ModeAt is { } mode && status[mode] != 0) return (picture, "is in smart mode: set it to signal light mode on its own page");
        for (var i = 0; i < Units; i++)
        {
            var code = status[model.LampsAt + i];
            if (units[i] is { } known && Code(model, told[known]) == code)
            {
                picture = picture.With(known, told[known]);
                continue;
            }
            if (Signal(model, code) is not { } signal) return (picture, $"shows pattern {code} on unit {i + 1}, which it was never told");
            if (units[i] is { } lamp) picture = picture.With(lamp, signal);
        }
        return (picture with { Tone = status[model.LampsAt + Units] == Off ? Tone.Silent : Tone.High }, null);
    }

    /// <summary>Which lamp stands at each of the five units.</summary>
    public static IReadOnlyList<Lamp?> UnitsOf(Tower tower) =>
        Enumerable.Range(0, Units).Select(unit => tower.Lamps.Where(l => l.Key != Lamp.Buzzer && l.Value == unit).Select(l => (Lamp?)l.Key).FirstOrDefault()).ToList();

    private static byte Code(PnsModel model, LampSignal signal) => signal switch
    {
        LampSignal.Steady => On,
        LampSignal.Slow => model.Slow,
        LampSignal.Fast => model.Fast,
        _ => Off,
    };

    private static LampSignal? Signal(PnsModel model, byte code) =>
        code == Off ? LampSignal.Off : code == On ? LampSignal.Steady : code == model.Fast ? LampSignal.Fast : code == model.Slow ? LampSignal.Slow : null;

    private static byte[] Header(PnsModel model, byte command, int length)
    {
        var message = new byte[HeaderSize + length];
        BinaryPrimitives.WriteUInt16BigEndian(message, model.Id);
        message[2] = command;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), (ushort)length);
        return message;
    }
}
