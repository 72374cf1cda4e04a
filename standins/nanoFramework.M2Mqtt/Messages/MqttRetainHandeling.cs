namespace nanoFramework.M2Mqtt.Messages;

/// <summary>When retained messages are sent to a new subscriber (MQTT 5).</summary>
public enum MqttRetainHandeling
{
    /// <summary>All Time.</summary>
    AllTime = 0,

    /// <summary>Subscribe Time Only.</summary>
    SubscribeTimeOnly = 1,

    /// <summary>No Retain.</summary>
    NoRetain = 2,
}
