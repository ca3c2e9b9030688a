namespace Traceability.Tests.Hardware;

/// <summary>A dock with one scanner of each kind that hangs on a kernel device, and a tower on GPIO lines. Red is on a normally closed contact.</summary>
internal static class GuestPlant
{
    public const string Order = "KPO1";

    /// <summary>A GS1-128 label of ten glasses of a lot: the quantity needs the separator behind it, and the receipt needs both.</summary>
    public static string Label(string lot) => $"]C10109521300000015{"30"}10\u001d10{lot}";

    public static string Json(string keyboard) => $$$"""
        {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
         "items": [{"item": "GLASS", "gtin": "09521300000015", "requires": ["lot", "quantity"]}], "parties": [{"party": "SUP", "gln": "9521300001005"}],
         "stations": [{"id": "dock", "gateway": "g1", "kind": "receiving", "location": "D",
           "readers": [{"id": "keyboard", "driver": "keyboard", "device": "{{{keyboard}}}"}, {"id": "hidpos", "driver": "hidpos", "device": "/dev/hidraw0"},
             {"id": "serial", "driver": "serial", "device": "/dev/serial/by-id/usb-Simulated_Serial_Scanner_7-if00"}],
           "lights": [{"id": "tower", "driver": "gpio", "device": "simulated-lamps", "lamps": {"red": 0, "yellow": 1, "green": 2, "blue": 3, "white": 4}, "activeLow": ["red"]}]}],
         "documents": {"purchaseOrders": [{"id": "PO1", "supplier": "SUP", "item": "GLASS"}]}}
        """;
}
