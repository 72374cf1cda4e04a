namespace nanoFramework.M2Mqtt;

/// <summary>The TLS version of a connection.</summary>
public enum MqttSslProtocols
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>SSLv3.</summary>
    SSLv3 = 1,

    /// <summary>TLSv1.0.</summary>
    TLSv1_0 = 2,

    /// <summary>TLSv1.1.</summary>
    TLSv1_1 = 3,

    /// <summary>TLSv1.2.</summary>
    TLSv1_2 = 4,

    /// <summary>TLSv1.3.</summary>
    TLSv1_3 = 5,
}
