namespace nanoFramework.M2Mqtt.Messages;

/// <summary>How surely a message is delivered.</summary>
public enum MqttQoSLevel
{
    /// <summary>At Most Once.</summary>
    AtMostOnce = 0,

    /// <summary>At Least Once.</summary>
    AtLeastOnce = 1,

    /// <summary>Exactly Once.</summary>
    ExactlyOnce = 2,

    /// <summary>Granted Failure.</summary>
    GrantedFailure = 128,
}
