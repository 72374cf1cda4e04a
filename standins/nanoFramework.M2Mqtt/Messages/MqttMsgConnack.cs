namespace nanoFramework.M2Mqtt.Messages;

/// <summary>The broker's greeting.</summary>
public class MqttMsgConnack : MqttMsgBase
{
    /// <summary>An accepted connection.</summary>
    public MqttMsgConnack()
    {
        Type = MqttMessageType.ConnectAck;
    }

    /// <summary>True when the broker has kept the session.</summary>
    public bool SessionPresent { get; set; }

    /// <summary>Success, or why it refused.</summary>
    public MqttReasonCode ReturnCode { get; set; }
}
