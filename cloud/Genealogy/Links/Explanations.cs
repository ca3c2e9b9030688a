using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>Reasons in the words of a report: what the records leave open, and by which lots or runs.</summary>
public static class Explanations
{
    /// <summary>Null where nothing is open. Member is the link's, to name what else lay there; negative where the thing as a whole is meant.</summary>
    public static string? Words(Projection projection, Why why, int member = -1)
    {
        return why.Reason switch
        {
            Reason.Mixed => Others(projection, member, " and ") is { } others ? $"mixed with {others}" : "mixed with other lots",
            Reason.ChangeOver => Others(projection, member, " to ", withSelf: true) is { } lots ? $"change-over {lots}" : "change-over between lots",
            Reason.LeftFromRun => $"left from run {RunName(projection, why.Argument)}",
            Reason.Clocks => "the clocks of load and output leave both orders open",
            Reason.NextMountedEarly => "the next lot may have been mounted before its scan",
            Reason.MountedEarly => "may have been mounted before its scan",
            Reason.EmptiedJustBefore => "emptied just before",
            Reason.OtherPosition => "another position held another lot",
            Reason.AfterReturn => $"after the return of {projection.NameOf(why.Argument)}",
            Reason.SeveralInOneTransformation => "several lots in one transformation",
            Reason.RecordedLater => "recorded after it came out",
            Reason.Remainder => "remainder of a mixed position",
            Reason.NotRecorded => $"lot not recorded, {why.Argument} candidate{(why.Argument == 1 ? "" : "s")}",
            Reason.InTank => $"drawn from a tank that held {why.Argument} lots",
            Reason.PlugFlow => $"drawn where {why.Argument} lots followed one another",
            Reason.PartOfLot => member >= 0 ? $"part of lot {projection.NameOf(projection.Graph.FromOf(member))}" : "part of the lot",
            Reason.ByQuantityOnly => "moved by quantity only: may be any unit of the lot",
            Reason.RemovedSince => "removed since",
            Reason.ReturnedJustBefore => "the clocks of return and output leave both orders open",
            _ => null,
        };
    }

    /// <summary>Why a thing of an answer is not simply confirmed; null where it is.</summary>
    public static string? Of(Projection projection, TracedThing thing) => Words(projection, thing.Why, thing.Member);

    public static string RunName(Projection projection, int run) => projection.Log.Names[run] is { } id ? Vocabulary.WorkOrderOfRun(id) ?? id : "";

    // The other lots of the same item in the same place, in the order in which they lay there.
    private static string? Others(Projection projection, int member, string between, bool withSelf = false)
    {
        if (member < 0) return null;
        var graph = projection.Graph;
        var members = graph.Members(graph.EdgeOfMember(member));
        var things = new List<int>();
        for (var other = members.Start; other < members.End; other++)
            if (projection.Things.ItemOf(graph.FromOf(other)) == projection.Things.ItemOf(graph.FromOf(member)) && (withSelf || other != member)) things.Add(graph.FromOf(other));
        return things.Count == 0 ? null : string.Join(withSelf ? between : ", ", things.Select(projection.Things.Short));
    }
}
