namespace nanoFramework.M2Mqtt;

/// <summary>The version of MQTT.</summary>
public enum MqttProtocolVersion
{
    /// <summary>Version.3.1.</summary>
    Version_3_1 = 3,

    /// <summary>Version.3.1.1.</summary>
    Version_3_1_1 = 4,

    /// <summary>Version.5.</summary>
    Version_5 = 5,
}
