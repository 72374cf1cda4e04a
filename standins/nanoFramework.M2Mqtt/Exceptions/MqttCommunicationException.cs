namespace nanoFramework.M2Mqtt.Exceptions;

/// <summary>The connection failed in the middle of an exchange.</summary>
public class MqttCommunicationException : Exception
{
    /// <summary>The connection failed.</summary>
    public MqttCommunicationException()
    {
    }

    /// <summary>The connection failed, and why.</summary>
    public MqttCommunicationException(Exception e)
        : base("", e)
    {
    }
}
