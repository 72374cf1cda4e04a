namespace nanoFramework.M2Mqtt.Messages;

/// <summary>The broker has accepted the connection.</summary>
public class ConnectionOpenedEventArgs : EventArgs
{
    /// <summary>The broker's greeting.</summary>
    public ConnectionOpenedEventArgs(MqttMsgConnack connact)
    {
        Message = connact;
    }

    /// <summary>The greeting.</summary>
    public MqttMsgConnack Message { get; private set; }
}
