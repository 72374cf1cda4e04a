namespace nanoFramework.M2Mqtt.Messages;

/// <summary>The broker has ended a subscription.</summary>
public class MqttMsgUnsubscribedEventArgs : EventArgs
{
    /// <summary>The answer to a request.</summary>
    public MqttMsgUnsubscribedEventArgs(ushort messageId)
    {
        MessageId = messageId;
    }

    /// <summary>The request's id.</summary>
    public ushort MessageId { get; }
}
