namespace nanoFramework.M2Mqtt.Messages;

/// <summary>A message has come.</summary>
public class MqttMsgPublishEventArgs : EventArgs
{
    /// <summary>A message on a topic.</summary>
    public MqttMsgPublishEventArgs(string topic, byte[] message, bool dupFlag, MqttQoSLevel qosLevel, bool retain)
    {
        Topic = topic;
        Message = message;
        DupFlag = dupFlag;
        QosLevel = qosLevel;
        Retain = retain;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; internal set; }

    /// <summary>The payload.</summary>
    public byte[] Message { get; internal set; }

    /// <summary>True when the broker says that it may have sent it before.</summary>
    public bool DupFlag { get; internal set; }

    /// <summary>How surely it was delivered.</summary>
    public MqttQoSLevel QosLevel { get; internal set; }

    /// <summary>True for a message that the broker had kept.</summary>
    public bool Retain { get; internal set; }
}
