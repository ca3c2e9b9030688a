namespace Traceability.Edge.Devices;

/// <summary>
/// Where a reader's device is found when the plant names none: a link, a FIFO or a small file of this name under the data folder.
/// The replay's emulators put it there, and a technician may.
/// </summary>
public static class DevicePlace
{
    /// <summary>{data}/devices/{station}.{reader}; characters that could leave the folder are escaped.</summary>
    public static string Of(string station, string reader, string dataFolder) =>
        Path.Combine(dataFolder, "devices", $"{Uri.EscapeDataString(station)}.{Uri.EscapeDataString(reader)}");
}
