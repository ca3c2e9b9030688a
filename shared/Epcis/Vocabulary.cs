namespace Traceability.Epcis;

/// <summary>The words of the Core Business Vocabulary 2.0 that we use, and our own under one constant namespace.</summary>
public static class Vocabulary
{
    /// <summary>Namespace of the extension prefix <c>trace</c>; an owner can move it to a domain of their own.</summary>
    public const string Namespace = "https://traceability.example/voc#";

    public static class BizStep
    {
        public const string Receiving = "receiving";
        public const string Storing = "storing";
        public const string Stocking = "stocking";
        public const string StagingOutbound = "staging_outbound";
        public const string Picking = "picking";
        public const string CreatingClassInstance = "creating_class_instance";
        public const string Commissioning = "commissioning";
        public const string Repackaging = "repackaging";
        public const string Repairing = "repairing";
        public const string Installing = "installing";
        public const string Removing = "removing";
        public const string Packing = "packing";
        public const string Unpacking = "unpacking";
        public const string Shipping = "shipping";
        public const string VoidShipping = "void_shipping";
        public const string Destroying = "destroying";
        public const string Sampling = "sampling";
        public const string CycleCounting = "cycle_counting";
        public const string Holding = "holding";
        public const string Inspecting = "inspecting";
        public const string Encoding = "encoding";
        public const string PickBlocked = Namespace + "pick_blocked";
        public const string Refused = Namespace + "refused";
    }

    public static class Disposition
    {
        public const string Active = "active";
        public const string InProgress = "in_progress";
        public const string InTransit = "in_transit";
        public const string Returned = "returned";
        public const string Destroyed = "destroyed";
        public const string Unavailable = "unavailable";
        public const string Recalled = "recalled";
        public const string NonConformant = "non_conformant";
        public const string Conformant = "conformant";
    }

    public static class BizTransaction
    {
        public const string PurchaseOrder = "po";
        public const string DespatchAdvice = "desadv";
        public const string ProductionOrder = "prodorder";
        public const string OrderConfirmation = "poc";
        public const string ReturnAuthorisation = "rma";
    }

    public static class Party
    {
        public const string Possessing = "possessing_party";
        public const string Owning = "owning_party";
        public const string Location = "location";
    }

    /// <summary>A business document's URI: the GLN of who issued it and its number (CBV 2.0 section 8.5).</summary>
    public static string Document(string issuerGln, string id) => $"urn:epcglobal:cbv:bt:{issuerGln}:{Uri.EscapeDataString(id)}";

    /// <summary>The number in a document URI made by <see cref="Document"/>; the URI itself where it is another's.</summary>
    public static string DocumentNumber(string uri) =>
        uri.StartsWith("urn:epcglobal:cbv:bt:", StringComparison.Ordinal) ? Uri.UnescapeDataString(uri[(uri.LastIndexOf(':') + 1)..]) : uri;

    /// <summary>A production run: derived, so that scanning the order again continues the same run (events.md section 1).</summary>
    public static string Run(string plantGln, string workOrder, string line) =>
        $"urn:epcglobal:cbv:xform:{plantGln}:{Uri.EscapeDataString(workOrder)}.{Uri.EscapeDataString(line)}";

    /// <summary>The work order's number in a run made by <see cref="Run"/>, or null.</summary>
    public static string? WorkOrderOfRun(string run) => OrderOfRun(run) is { IsEmpty: false } order ? order.ToString() : null;

    /// <summary>The same as a part of the run's own text wherever it can be; empty where there is none.</summary>
    public static ReadOnlySpan<char> OrderOfRun(ReadOnlySpan<char> run)
    {
        const string prefix = "urn:epcglobal:cbv:xform:";
        if (!run.StartsWith(prefix)) return [];
        var rest = run[(run.LastIndexOf(':') + 1)..];
        if (rest.LastIndexOf('.') is not (> 0 and var dot)) return [];
        var order = rest[..dot];
        return order.Contains('%') ? Uri.UnescapeDataString(order) : order;
    }
}
