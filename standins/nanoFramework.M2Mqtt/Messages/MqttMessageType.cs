namespace nanoFramework.M2Mqtt.Messages;

/// <summary>The type of a packet.</summary>
public enum MqttMessageType
{
    /// <summary>Connect.</summary>
    Connect = 1,

    /// <summary>Connect Ack.</summary>
    ConnectAck = 2,

    /// <summary>Publish.</summary>
    Publish = 3,

    /// <summary>Publish Ack.</summary>
    PublishAck = 4,

    /// <summary>Publish Received.</summary>
    PublishReceived = 5,

    /// <summary>Publish Release.</summary>
    PublishRelease = 6,

    /// <summary>Publish Complete.</summary>
    PublishComplete = 7,

    /// <summary>Subscribe.</summary>
    Subscribe = 8,

    /// <summary>Subscribe Ack.</summary>
    SubscribeAck = 9,

    /// <summary>Unsubscribe.</summary>
    Unsubscribe = 10,

    /// <summary>Unsubscribe Ack.</summary>
    UnsubscribeAck = 11,

    /// <summary>Ping Request.</summary>
    PingRequest = 12,

    /// <summary>Ping Response.</summary>
    PingResponse = 13,

    /// <summary>Disconnect.</summary>
    Disconnect = 14,

    /// <summary>Authentication.</summary>
    Authentication = 15,
}
