namespace nanoFramework.M2Mqtt.Exceptions;

/// <summary>A call that the client refuses.</summary>
public class MqttClientException : Exception
{
    /// <summary>A call refused for that reason.</summary>
    public MqttClientException(MqttClientErrorCode errorCode)
        : base(errorCode.ToString())
    {
        ErrorCode = errorCode;
    }

    /// <summary>The reason.</summary>
    public MqttClientErrorCode ErrorCode { get; set; }
}
