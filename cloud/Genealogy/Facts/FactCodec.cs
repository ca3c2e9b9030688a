using System.Numerics;
using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// A fact as bytes, about fifty for a scan. What most facts do not have is left out by a bit: the members are written in
/// the order of <see cref="Part"/>.
/// </summary>
internal static class FactCodec
{
    [Flags]
    private enum Part
    {
        None = 0, Stream = 1, ReadPoint = 2, From = 4, FromLine = 8, Run = 16, Position = 32, Document = 64, Party = 128, Feed = 256,
        Parent = 512, ParentPlace = 1024, Lot = 2048, Station = 4096, WholePlace = 8192, Outputs = 16384, TextId = 32768, Unbounded = 65536,
        Documents = 1 << 17, Verdict = 1 << 18, Completes = 1 << 19, Persistent = 1 << 20, Hold = 1 << 21,
    }

    public static void Write(PackedWriter to, Fact f, Func<TraceFeed, int> feeds)
    {
        var isUuid = IsUuid(f.EventId, out var uuid);
        var parts = PartsOf(f) | (isUuid ? Part.None : Part.TextId);
        to.Byte((byte)f.Kind);
        to.Byte((byte)f.Type);
        to.Number((int)parts);
        if (isUuid) to.Bytes(uuid.ToByteArray(bigEndian: true));
        else to.Text(f.EventId);
        to.Number(f.Commit);
        to.Number(f.Ticks);
        to.Number(f.Recorded - f.Ticks);
        to.Number(f.ClockSource);
        if (!parts.HasFlag(Part.Unbounded)) to.Decimal(f.ClockErrorSeconds);
        to.Number(f.BizStep);
        to.Number(f.BizLocation);
        to.Number(f.Capture);
        foreach (var number in Optional(f, parts)) to.Number(number);
        if (parts.HasFlag(Part.Feed)) to.Number(feeds(f.Feed!));
        if (f.Lot is { } lot)
        {
            to.Number(lot.LotNumber);
            to.Number(lot.SupplierLot);
            foreach (var date in new[] { lot.Expiry, lot.BestBefore, lot.Production }) to.Number(date?.DayNumber ?? -1);
        }
        if (parts.HasFlag(Part.Documents)) WriteNames(to, f.Documents);
        if (parts.HasFlag(Part.Verdict)) to.Byte((byte)f.Verdict);
        if (parts.HasFlag(Part.Completes)) to.Number(f.Completes);
        if (parts.HasFlag(Part.Persistent)) WriteNames(to, f.Set);
        if (parts.HasFlag(Part.Persistent)) WriteNames(to, f.Unset);
        WriteGoods(to, f.Goods);
        if (parts.HasFlag(Part.Outputs)) WriteGoods(to, f.Outputs);
    }

    public static Fact Read(ReadOnlySpan<byte> bytes, Func<int, TraceFeed> feeds)
    {
        var from = new PackedReader(bytes);
        var (kind, type) = ((FactKind)from.Byte(), (EventType)from.Byte());
        var parts = (Part)from.Int();
        var (uuid, id) = ReadId(ref from, parts);
        var (commit, ticks) = (from.Number(), from.Number());
        var fact = new Fact
        {
            Kind = kind,
            Type = type,
            Uuid = uuid,
            EventId = id,
            Commit = commit,
            Ticks = ticks,
            Recorded = ticks + from.Number(),
            ClockSource = from.Int(),
            ClockErrorSeconds = parts.HasFlag(Part.Unbounded) ? null : from.Decimal(),
            BizStep = from.Int(),
            BizLocation = from.Int(),
            Capture = from.Int(),
            Stream = parts.HasFlag(Part.Stream) ? from.Int() : 0,
            Number = parts.HasFlag(Part.Stream) ? from.Number() : 0,
            ReadPoint = parts.HasFlag(Part.ReadPoint) ? from.Int() : 0,
            From = parts.HasFlag(Part.From) ? from.Int() : 0,
            FromRun = parts.HasFlag(Part.FromLine) ? from.Int() : 0,
            FromPosition = parts.HasFlag(Part.FromLine) ? from.Int() : 0,
            Run = parts.HasFlag(Part.Run) ? from.Int() : 0,
            Position = parts.HasFlag(Part.Position) ? from.Int() : 0,
            Document = parts.HasFlag(Part.Document) ? from.Int() : 0,
            Party = parts.HasFlag(Part.Party) ? from.Int() : 0,
            Parent = parts.HasFlag(Part.Parent) ? from.Int() : -1,
            ParentPlace = parts.HasFlag(Part.ParentPlace) ? from.Int() : 0,
            Station = parts.HasFlag(Part.Station) ? from.Int() : 0,
            Hold = parts.HasFlag(Part.Hold) ? from.Int() : 0,
            WholePlace = parts.HasFlag(Part.WholePlace),
            Feed = parts.HasFlag(Part.Feed) ? feeds(from.Int()) : null,
            Lot = parts.HasFlag(Part.Lot) ? new LotFacts(from.Int(), from.Int(), Date(from.Int()), Date(from.Int()), Date(from.Int())) : null,
            Documents = parts.HasFlag(Part.Documents) ? ReadNames(ref from) : [],
            Verdict = parts.HasFlag(Part.Verdict) ? (Verdict)from.Byte() : Verdict.None,
            Completes = parts.HasFlag(Part.Completes) ? from.Int() : 0,
            Set = parts.HasFlag(Part.Persistent) ? ReadNames(ref from) : [],
            Unset = parts.HasFlag(Part.Persistent) ? ReadNames(ref from) : [],
            Goods = ReadGoods(ref from),
            Outputs = parts.HasFlag(Part.Outputs) ? ReadGoods(ref from) : [],
        };
        return fact;
    }

    /// <summary>The event's id alone.</summary>
    public static string ReadEventId(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes[2..]);
        var (uuid, id) = ReadId(ref from, (Part)from.Int());
        return id ?? Fact.TextOf(uuid);
    }

    /// <summary>The fact at a glance.</summary>
    public static Glance ReadGlance(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes[2..]);
        var parts = (Part)from.Int();
        ReadId(ref from, parts);
        from.Skip(4);
        if (!parts.HasFlag(Part.Unbounded)) from.Decimal();
        from.Skip(1);
        var place = from.Int();
        from.Skip(parts.HasFlag(Part.Stream) ? 3 : 1);
        var readPoint = parts.HasFlag(Part.ReadPoint) ? from.Int() : 0;
        from.Skip(Numbers(parts & Part.From) + 2 * Numbers(parts & Part.FromLine));
        var run = parts.HasFlag(Part.Run) ? from.Int() : 0;
        from.Skip(Numbers(parts & Part.Position));
        var document = parts.HasFlag(Part.Document) ? from.Int() : 0;
        var party = parts.HasFlag(Part.Party) ? from.Int() : 0;
        var parent = parts.HasFlag(Part.Parent) ? from.Int() : -1;
        from.Skip(Numbers(parts & Part.ParentPlace));
        return new Glance(place, readPoint, run, document, party, parent, parts.HasFlag(Part.Station) ? from.Int() : 0);
    }

    private static int Numbers(Part parts) => BitOperations.PopCount((uint)parts);

    private static (Guid Uuid, string? Text) ReadId(ref PackedReader from, Part parts) =>
        parts.HasFlag(Part.TextId) ? (Guid.Empty, from.Text()) : (new Guid(from.Bytes(16), bigEndian: true), null);

    private static Part PartsOf(Fact f) =>
        (f.Stream != 0 ? Part.Stream : 0) | (f.ReadPoint != 0 ? Part.ReadPoint : 0) | (f.From != 0 ? Part.From : 0) | (f.FromRun != 0 || f.FromPosition != 0 ? Part.FromLine : 0)
        | (f.Run != 0 ? Part.Run : 0) | (f.Position != 0 ? Part.Position : 0) | (f.Document != 0 ? Part.Document : 0) | (f.Party != 0 ? Part.Party : 0)
        | (f.Feed is not null ? Part.Feed : 0) | (f.Parent >= 0 ? Part.Parent : 0) | (f.ParentPlace != 0 ? Part.ParentPlace : 0) | (f.Lot is not null ? Part.Lot : 0)
        | (f.Station != 0 ? Part.Station : 0) | (f.Hold != 0 ? Part.Hold : 0) | (f.WholePlace ? Part.WholePlace : 0) | (f.Outputs.Count > 0 ? Part.Outputs : 0) | (f.ClockErrorSeconds is null ? Part.Unbounded : 0)
        | (f.Documents.Count > 0 ? Part.Documents : 0) | (f.Verdict != Verdict.None ? Part.Verdict : 0) | (f.Completes != 0 ? Part.Completes : 0)
        | (f.Set.Count + f.Unset.Count > 0 ? Part.Persistent : 0);

    private static IEnumerable<long> Optional(Fact f, Part parts)
    {
        if (parts.HasFlag(Part.Stream)) { yield return f.Stream; yield return f.Number; }
        if (parts.HasFlag(Part.ReadPoint)) yield return f.ReadPoint;
        if (parts.HasFlag(Part.From)) yield return f.From;
        if (parts.HasFlag(Part.FromLine)) { yield return f.FromRun; yield return f.FromPosition; }
        if (parts.HasFlag(Part.Run)) yield return f.Run;
        if (parts.HasFlag(Part.Position)) yield return f.Position;
        if (parts.HasFlag(Part.Document)) yield return f.Document;
        if (parts.HasFlag(Part.Party)) yield return f.Party;
        if (parts.HasFlag(Part.Parent)) yield return f.Parent;
        if (parts.HasFlag(Part.ParentPlace)) yield return f.ParentPlace;
        if (parts.HasFlag(Part.Station)) yield return f.Station;
        if (parts.HasFlag(Part.Hold)) yield return f.Hold;
    }

    private static void WriteNames(PackedWriter to, IReadOnlyList<int> names)
    {
        to.Number(names.Count);
        foreach (var name in names) to.Number(name);
    }

    private static int[] ReadNames(ref PackedReader from)
    {
        var names = new int[from.Int()];
        for (var i = 0; i < names.Length; i++) names[i] = from.Int();
        return names;
    }

    private static void WriteGoods(PackedWriter to, IReadOnlyList<Goods> goods)
    {
        to.Number(goods.Count);
        foreach (var g in goods)
        {
            to.Number(g.Thing);
            to.Byte(g.IsInstance ? (byte)1 : (byte)0);
            if (g.IsInstance) continue;
            to.Decimal(g.Quantity);
            to.Number(g.Uom);
        }
    }

    private static Goods[] ReadGoods(ref PackedReader from)
    {
        var goods = new Goods[from.Int()];
        for (var i = 0; i < goods.Length; i++)
        {
            var thing = from.Int();
            goods[i] = from.Byte() == 1 ? new Goods(thing, 1, 0) { IsInstance = true } : new Goods(thing, from.Decimal(), from.Int());
        }
        return goods;
    }

    private static DateOnly? Date(int day) => day < 0 ? null : DateOnly.FromDayNumber(day);

    // Only the spelling that is written back the same counts: an id is never changed.
    private static bool IsUuid(string id, out Guid uuid)
    {
        uuid = default;
        return id.Length == Fact.UuidPrefix.Length + 36 && id.StartsWith(Fact.UuidPrefix, StringComparison.Ordinal) && Guid.TryParseExact(id.AsSpan(Fact.UuidPrefix.Length), "D", out uuid)
            && id.AsSpan(Fact.UuidPrefix.Length).SequenceEqual(uuid.ToString("D"));
    }
}
