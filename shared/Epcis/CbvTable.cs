namespace Traceability.Epcis;

/// <summary>The words of the Core Business Vocabulary 2.0 (sections 7.1 to 7.6) as EPCIS JSON writes them.</summary>
internal static class CbvTable
{
    public static readonly HashSet<string> BizSteps = Words("""
        accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting decommissioning departing
        destroying disassembling dispensing encoding entering_exiting holding inspecting installing killing loading other packing picking
        receiving removing repackaging repairing replacing reserving retail_selling sampling sensor_reporting shipping staging_outbound
        stock_taking stocking storing transporting unloading unpacking void_shipping
        """);

    public static readonly HashSet<string> Dispositions = Words("""
        active available completeness_inferred completeness_verified conformant container_closed container_open damaged destroyed dispensed
        disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement
        no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold returned sellable_accessible
        sellable_not_accessible stolen unavailable unknown
        """);

    public static readonly HashSet<string> BizTransactions = Words("bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt");

    public static readonly HashSet<string> Parties = Words("owning_party possessing_party location");

    public static readonly HashSet<string> ErrorReasons = Words("did_not_occur incorrect_data");

    public static readonly HashSet<string> Components = Words("""
        x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude longitude altitude
        """);

    /// <summary>Members of every event (EPCIS 2.0 section 7.4.1), and of each type beside them.</summary>
    public static readonly Dictionary<EventType, HashSet<string>> Members = new()
    {
        [EventType.ObjectEvent] = Event("action epcList quantityList persistentDisposition ilmd"),
        [EventType.AggregationEvent] = Event("action parentID childEPCs childQuantityList"),
        [EventType.AssociationEvent] = Event("action parentID childEPCs childQuantityList"),
        [EventType.TransactionEvent] = Event("action parentID epcList quantityList"),
        [EventType.TransformationEvent] = Event("inputEPCList inputQuantityList outputEPCList outputQuantityList transformationID persistentDisposition ilmd"),
    };

    public static readonly HashSet<string> SensorMetadata = Words("time deviceID deviceMetadata rawData startTime endTime dataProcessingMethod bizRules");

    public static readonly HashSet<string> SensorReport = Words("""
        type exception deviceID deviceMetadata rawData dataProcessingMethod bizRules time microorganism chemicalSubstance
        coordinateReferenceSystem value component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank
        percValue uom
        """);

    private static HashSet<string> Event(string more) => Words($"""
        @context type eventTime recordTime eventTimeZoneOffset eventID certificationInfo errorDeclaration bizStep disposition readPoint
        bizLocation bizTransactionList sourceList destinationList sensorElementList {more}
        """);

    private static HashSet<string> Words(string words) => new(words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
