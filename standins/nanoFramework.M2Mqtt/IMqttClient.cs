using System.Collections;
using nanoFramework.M2Mqtt.Messages;

namespace nanoFramework.M2Mqtt;

/// <summary>An MQTT client.</summary>
public interface IMqttClient
{
    /// <summary>Hears of messages that have come.</summary>
    delegate void MqttMsgPublishEventHandler(object sender, MqttMsgPublishEventArgs e);

    /// <summary>Hears what became of messages.</summary>
    delegate void MqttMsgPublishedEventHandler(object sender, MqttMsgPublishedEventArgs e);

    /// <summary>Hears answers to subscriptions.</summary>
    delegate void MqttMsgSubscribedEventHandler(object sender, MqttMsgSubscribedEventArgs e);

    /// <summary>Hears of subscriptions that have ended.</summary>
    delegate void MqttMsgUnsubscribedEventHandler(object sender, MqttMsgUnsubscribedEventArgs e);

    /// <summary>Hears of the connection's end.</summary>
    delegate void ConnectionClosedEventHandler(object sender, EventArgs e);

    /// <summary>A message has come.</summary>
    event MqttMsgPublishEventHandler? MqttMsgPublishReceived;

    /// <summary>A message was delivered, or was not.</summary>
    event MqttMsgPublishedEventHandler? MqttMsgPublished;

    /// <summary>A subscription was answered.</summary>
    event MqttMsgSubscribedEventHandler? MqttMsgSubscribed;

    /// <summary>A subscription has ended.</summary>
    event MqttMsgUnsubscribedEventHandler? MqttMsgUnsubscribed;

    /// <summary>The connection has ended.</summary>
    event ConnectionClosedEventHandler? ConnectionClosed;

    /// <summary>True while connected.</summary>
    bool IsConnected { get; }

    /// <summary>Says which broker to use.</summary>
    void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert, MqttSslProtocols sslProtocol);

    /// <summary>Connects.</summary>
    MqttReasonCode Connect(string clientId, string? username, string? password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string? willTopic, string? willMessage, bool cleanSession, ushort keepAlivePeriod);

    /// <summary>Ends the connection politely.</summary>
    void Disconnect();

    /// <summary>Subscribes.</summary>
    ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels);

    /// <summary>Ends subscriptions.</summary>
    ushort Unsubscribe(string[] topics);

    /// <summary>Publishes.</summary>
    ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties, MqttQoSLevel qosLevel, bool retain);

    /// <summary>Publishes at QoS 0.</summary>
    ushort Publish(string topic, byte[]? message, string? contentType);

    /// <summary>Publishes at QoS 0.</summary>
    ushort Publish(string topic, byte[]? message);

    /// <summary>Cuts the connection.</summary>
    void Close();
}
