namespace nanoFramework.M2Mqtt.Messages;

/// <summary>What became of a message.</summary>
public class MqttMsgPublishedEventArgs : EventArgs
{
    /// <summary>A message that was delivered.</summary>
    public MqttMsgPublishedEventArgs(ushort messageId)
        : this(messageId, true)
    {
    }

    /// <summary>A message that was delivered, or was not.</summary>
    public MqttMsgPublishedEventArgs(ushort messageId, bool isPublished)
    {
        MessageId = messageId;
        IsPublished = isPublished;
    }

    /// <summary>The message's id.</summary>
    public ushort MessageId { get; set; }

    /// <summary>False when the connection was lost before the broker confirmed it.</summary>
    public bool IsPublished { get; set; }
}
