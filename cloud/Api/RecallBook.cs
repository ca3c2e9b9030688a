using System.Collections.Concurrent;
using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>
/// The saved recalls beside the records: saves a scope with the state of records it was answered from, and compares the same time at
/// today's knowledge. All of it under the asker's turn.
/// </summary>
public sealed class RecallBook(RecallStore store, GatewayStates states)
{
    private readonly ConcurrentDictionary<string, ScopeChange> _changes = new(StringComparer.Ordinal);

    /// <summary>How many recalls' scopes have changed, as far as was looked.</summary>
    public int ChangedCount => _changes.Values.Count(c => c.Changed);
    public IReadOnlyList<SavedRecall> All() => store.All();
    public SavedRecall? Find(string id) => store.Find(id);
    public JsonElement Scope(SavedRecall recall) => JsonSerializer.Deserialize<JsonElement>(store.Scope(recall.Id));

    public async Task<SavedRecall> SaveAsync(Records records, RecallQuestion question, string? reason, string? by, DateTimeOffset asOf, DateTimeOffset now)
    {
        var view = records.At(asOf);
        var (json, things) = await RecallAnswer.WriteAsync(records, states, view, RecallSeeds.Find(view, question.Seed), question.Mode);
        var saved = new SavedRecall("", now, question.Seed.GetRawText(), question.Mode == TraceMode.Defect ? "defect" : "contamination", reason, by, asOf, view.Log.Commit, things);
        return store.Save(saved, json.Span);
    }

    /// <summary>
    /// Nothing is answered again unless something that belongs before the recall's time has become known since the last look. What is
    /// found is kept: the scope does not shrink by itself, neither what was saved nor what was added.
    /// </summary>
    public async Task<ScopeChange> CompareAsync(Records records, SavedRecall recall)
    {
        var known = _changes.TryGetValue(recall.Id, out var last) ? last : ScopeChange.None(recall.KnownAt, recall.KnownAt);
        var now = records.Now();
        if (!RecallComparison.NewFacts(now, known.Commit).Any(i => now.Timeline.TicksOf(i) <= recall.AsOf.UtcTicks))
            return _changes[recall.Id] = known with { Commit = now.Log.Commit };
        var view = records.At(recall.AsOf);
        var question = RecallQuestion.Of(recall);
        var (json, _) = await RecallAnswer.WriteAsync(records, states, view, SeedsToday(view, recall), question.Mode);
        var comparison = new RecallComparison(Scope(recall), JsonSerializer.Deserialize<JsonElement>(json.Span), view, recall.KnownAt);
        var change = comparison.Compare(view.Log.Commit, store.Added(recall.Id), store.SignedOff(recall.Id));
        store.Add(recall.Id, change.Added.Select(a => (a.Id, a.Class)));
        return _changes[recall.Id] = change;
    }

    // What was asked for may mean nothing any more, or several things by now: then it means what it meant when it was saved.
    private IReadOnlyList<int> SeedsToday(Projection view, SavedRecall recall)
    {
        try
        {
            return RecallSeeds.Find(view, RecallQuestion.Of(recall).Seed);
        }
        catch (RefusedException)
        {
            return Scope(recall).GetProperty("seeds").EnumerateArray().Select(s => CanonicalUri.Parse(s.GetProperty("id").GetString()!)).OfType<Gs1.MaterialId>()
                .Select(view.Things.Find).OfType<int>().Where(view.IsKnown).ToList();
        }
    }

    /// <summary>A person takes a thing off the list, with name and reason; both stay with it.</summary>
    /// <exception cref="RefusedException">The thing is not on the list of what is no longer indicated.</exception>
    public async Task<ScopeChange> SignOffAsync(Records records, SavedRecall recall, SignOff signed)
    {
        var change = await CompareAsync(records, recall);
        if (!change.NoLongerIndicated.Any(g => g.Id == signed.Thing))
            throw new RefusedException(409, "still-indicated", "thing", $"{signed.Thing} is not among what recall {recall.Id} does not indicate any more; only that can be signed off.");
        store.SignOff(recall.Id, signed);
        var gone = change.NoLongerIndicated.Select(g => g.Id == signed.Thing ? g with { SignedOff = signed } : g).ToList();
        var open = change.Added.Count + change.Reclassified.Count + change.Moved.Count + change.ShipmentsAdded.Count + change.ShipmentsNoLonger.Count > 0 || gone.Exists(g => g.SignedOff is null);
        return _changes[recall.Id] = change with { NoLongerIndicated = gone, Changed = open };
    }
}
