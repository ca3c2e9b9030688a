using Traceability.Messaging.Mosquitto;

namespace Traceability.Messaging;

/// <summary>The kinds of link in this build.</summary>
public static partial class Links
{
    public static Adapters<MqttConnect> All { get; } = InBuild();

    /// <summary>What <c>auto</c> takes.</summary>
    public static MqttConnect Default => All[All.Choose("auto")];

    private static Adapters<MqttConnect> InBuild()
    {
        var all = new Adapters<MqttConnect>("--mqtt");
        AddMqttNet(all);
        return all.Add("libmosquitto", MosquittoLink.ConnectAsync).Expect("mqttnet", "MQTTnet");
    }

    static partial void AddMqttNet(Adapters<MqttConnect> all);
}
