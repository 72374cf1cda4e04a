namespace nanoFramework.M2Mqtt.Messages;

/// <summary>The broker has answered a subscription.</summary>
public class MqttMsgSubscribedEventArgs : EventArgs
{
    /// <summary>The answer to a subscription.</summary>
    public MqttMsgSubscribedEventArgs(ushort messageId, MqttQoSLevel[] grantedQosLevels)
    {
        MessageId = messageId;
        GrantedQoSLevels = grantedQosLevels;
    }

    /// <summary>The request's id.</summary>
    public ushort MessageId { get; internal set; }

    /// <summary>One level a topic.</summary>
    public MqttQoSLevel[] GrantedQoSLevels { get; internal set; }
}
