using System.Collections;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace AIoT.Embedded.Node.Tests.Memory;

/// <summary>A broker and gateway that allocate nothing: every message is confirmed at once, and the test says when a cursor comes.</summary>
internal sealed class SilentBroker : IMqttClient
{
    private readonly MqttMsgPublishedEventArgs _published = new(1);
    private readonly Cursor _cursor = new();
    private readonly byte[] _encoded = new byte[WireLimits.CursorBytes];
    private ushort _id;

    public event IMqttClient.MqttMsgPublishEventHandler? MqttMsgPublishReceived;

    public event IMqttClient.MqttMsgPublishedEventHandler? MqttMsgPublished;

    public event IMqttClient.MqttMsgSubscribedEventHandler? MqttMsgSubscribed;

    public event IMqttClient.MqttMsgUnsubscribedEventHandler? MqttMsgUnsubscribed
    {
        add { }
        remove { }
    }

    public event IMqttClient.ConnectionClosedEventHandler? ConnectionClosed
    {
        add { }
        remove { }
    }

    public bool IsConnected { get; private set; }

    public int Published { get; private set; }

    /// <summary>The cursor of the last reading, as the library would hand it over: its own array and arguments are the library's.</summary>
    public MqttMsgPublishEventArgs Cursor(uint epoch, long seq)
    {
        (_cursor.Epoch, _cursor.Seq, _cursor.Time) = (epoch, seq, NodeClock.Earliest + 1);
        byte[] message = _encoded[.._cursor.Encode(_encoded, 0)];
        return new MqttMsgPublishEventArgs("aiot/v1/down/fan-1/ack", message, false, MqttQoSLevel.AtLeastOnce, false);
    }

    public void Say(MqttMsgPublishEventArgs message) => MqttMsgPublishReceived?.Invoke(this, message);

    public void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert, MqttSslProtocols sslProtocol)
    {
    }

    public MqttReasonCode Connect(string clientId, string? username, string? password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string? willTopic, string? willMessage, bool cleanSession, ushort keepAlivePeriod)
    {
        IsConnected = true;
        return MqttReasonCode.Success;
    }

    public void Disconnect() => IsConnected = false;

    public void Close() => IsConnected = false;

    public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels)
    {
        MqttMsgSubscribed?.Invoke(this, new MqttMsgSubscribedEventArgs(1, qosLevels));
        return 1;
    }

    public ushort Unsubscribe(string[] topics) => 1;

    public ushort Publish(string topic, byte[]? message) => 0;

    public ushort Publish(string topic, byte[]? message, string? contentType) => 0;

    public ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties, MqttQoSLevel qosLevel, bool retain)
    {
        Published++;
        _id = (ushort)(_id % 65535 + 1);
        _published.MessageId = _id;
        _published.IsPublished = true;
        MqttMsgPublished?.Invoke(this, _published);
        return _id;
    }
}
