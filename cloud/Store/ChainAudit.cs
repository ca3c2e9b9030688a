using System.Security.Cryptography;
using Traceability.Messaging;

namespace Traceability.Cloud.Store;

/// <summary>What is wrong first with a stream. Sure up to Number - 1; what: removed, altered, or ends otherwise.</summary>
public sealed record ChainBreak(long Number, string What, string Sentence);

/// <summary>How far a stream was recomputed. Beyond are records after a gap that is still open: they are not proven yet.</summary>
public sealed record ChainProgress(long Verified, long Beyond, ChainBreak? Break, bool Done);

/// <summary>
/// Recomputes a gateway's chain from the bytes that the store keeps (events.md section 2): nothing removed, nothing altered. Reads the
/// stream in pages, so that it takes no more memory for ten million records than for ten.
/// </summary>
public static class ChainAudit
{
    private const int Page = 1000;

    /// <summary>One report a page, the last with Done.</summary>
    public static IEnumerable<ChainProgress> Verify(IEventStore store, string gateway, StreamHead head)
    {
        var (chain, verified, beyond) = (Chain.Start(), 0L, 0L);
        for (var after = 0L; ;)
        {
            var page = store.ReadStream(gateway, head.Epoch, after, Page);
            foreach (var record in page)
            {
                if (record.Number > head.Committed)
                {
                    beyond++;
                    continue;
                }
                if (Fault(record, verified, chain) is { } fault)
                {
                    yield return new ChainProgress(verified, beyond, fault, true);
                    yield break;
                }
                chain = Chain.Next(chain, record.Bytes);
                verified = record.Number;
            }
            if (page.Count < Page) break;
            after = page[^1].Number;
            yield return new ChainProgress(verified, beyond, null, false);
        }
        yield return new ChainProgress(verified, beyond, End(head, verified, chain), true);
    }

    private static ChainBreak? Fault(StreamRecord record, long verified, byte[] chain)
    {
        if (record.Number > verified + 1) return Removed(verified + 1);
        if (record.Number <= verified) return new ChainBreak(record.Number, "altered", $"Number {record.Number} is there twice.");
        if (!SHA256.HashData(record.Bytes).AsSpan().SequenceEqual(record.Hash)) return new ChainBreak(record.Number, "altered", $"The bytes of record {record.Number} are not those that were taken in.");
        if (record.Previous is { } claimed && !claimed.AsSpan().SequenceEqual(chain)) return new ChainBreak(record.Number, "altered", $"A record up to {verified} is not the one that the gateway chained record {record.Number} to.");
        return null;
    }

    private static ChainBreak? End(StreamHead head, long verified, byte[] chain)
    {
        if (verified < head.Committed) return Removed(verified + 1);
        return chain.AsSpan().SequenceEqual(head.Chain) ? null : new ChainBreak(head.Committed, "ends otherwise", $"The records up to {head.Committed} do not give the chain value that was marked: one of them is not what the gateway sent.");
    }

    private static ChainBreak Removed(long number) => new(number, "removed", $"Record {number} was taken in and is not there any more.");
}
