namespace nanoFramework.M2Mqtt.Exceptions;

/// <summary>What is wrong with a call.</summary>
public enum MqttClientErrorCode
{
    /// <summary>Will Wrong.</summary>
    WillWrong = 1,

    /// <summary>Keep Alive Wrong.</summary>
    KeepAliveWrong = 2,

    /// <summary>Topic Wildcard.</summary>
    TopicWildcard = 3,

    /// <summary>Topic Length.</summary>
    TopicLength = 4,

    /// <summary>Qos Not Allowed.</summary>
    QosNotAllowed = 5,

    /// <summary>Topics Empty.</summary>
    TopicsEmpty = 6,

    /// <summary>Qos Levels Empty.</summary>
    QosLevelsEmpty = 7,

    /// <summary>Topics Qos Levels Not Match.</summary>
    TopicsQosLevelsNotMatch = 8,

    /// <summary>Wrong Broker Message.</summary>
    WrongBrokerMessage = 9,

    /// <summary>Wrong Message Id.</summary>
    WrongMessageId = 10,

    /// <summary>Inflight Queue Full.</summary>
    InflightQueueFull = 11,

    /// <summary>Invalid Flag Bits.</summary>
    InvalidFlagBits = 12,

    /// <summary>Invalid Connect Flags.</summary>
    InvalidConnectFlags = 13,

    /// <summary>Invalid Client Id.</summary>
    InvalidClientId = 14,

    /// <summary>Invalid Protocol Name.</summary>
    InvalidProtocolName = 15,
}
