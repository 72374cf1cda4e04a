namespace nanoFramework.M2Mqtt.Exceptions;

/// <summary>The broker could not be reached.</summary>
public class MqttConnectionException : Exception
{
    /// <summary>The broker could not be reached, in words.</summary>
    public MqttConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
