namespace nanoFramework.M2Mqtt.Messages;

/// <summary>A packet.</summary>
public abstract class MqttMsgBase
{
    /// <summary>Its type.</summary>
    public MqttMessageType Type { get; set; }

    /// <summary>Sent before.</summary>
    public bool DupFlag { get; set; }

    /// <summary>How surely it is delivered.</summary>
    public MqttQoSLevel QosLevel { get; set; }

    /// <summary>Kept by the broker.</summary>
    public bool Retain { get; set; }

    /// <summary>Its id.</summary>
    public ushort MessageId { get; set; }
}
