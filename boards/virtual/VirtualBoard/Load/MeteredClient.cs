using System.Collections;
using System.Diagnostics;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>A board's MQTT client with a stopwatch: from the first sending of each reading to the cursor that acknowledges it.</summary>
public sealed class MeteredClient : IMqttClient, IDisposable
{
    private readonly MqttClient _inner;
    private readonly string _readings;
    private readonly string _acknowledgements;
    private readonly Lock _gate = new();
    private readonly Queue<(long Seq, long Sent)> _waiting = [];
    private readonly List<float> _latencies = [];
    private readonly CborReader _reader = new();
    private readonly Cursor _cursor = new();
    private long _highest;

    /// <summary>Meters a client of that device.</summary>
    public MeteredClient(MqttClient inner, string device)
    {
        _inner = inner;
        _readings = Topics.Reading(device);
        _acknowledgements = Topics.Acknowledgement(device);
        _inner.MqttMsgPublishReceived += OnMessage;
    }

    /// <inheritdoc/>
    public event IMqttClient.MqttMsgPublishEventHandler? MqttMsgPublishReceived;

    /// <inheritdoc/>
    public event IMqttClient.MqttMsgPublishedEventHandler? MqttMsgPublished
    {
        add => _inner.MqttMsgPublished += value;
        remove => _inner.MqttMsgPublished -= value;
    }

    /// <inheritdoc/>
    public event IMqttClient.MqttMsgSubscribedEventHandler? MqttMsgSubscribed
    {
        add => _inner.MqttMsgSubscribed += value;
        remove => _inner.MqttMsgSubscribed -= value;
    }

    /// <inheritdoc/>
    public event IMqttClient.MqttMsgUnsubscribedEventHandler? MqttMsgUnsubscribed
    {
        add => _inner.MqttMsgUnsubscribed += value;
        remove => _inner.MqttMsgUnsubscribed -= value;
    }

    /// <inheritdoc/>
    public event IMqttClient.ConnectionClosedEventHandler? ConnectionClosed
    {
        add => _inner.ConnectionClosed += value;
        remove => _inner.ConnectionClosed -= value;
    }

    /// <inheritdoc/>
    public bool IsConnected => _inner.IsConnected;

    /// <summary>Milliseconds of each reading so far.</summary>
    public float[] Latencies
    {
        get
        {
            lock (_gate)
            {
                return [.. _latencies];
            }
        }
    }

    /// <inheritdoc/>
    public void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert, MqttSslProtocols sslProtocol)
        => _inner.Init(brokerHostName, brokerPort, secure, caCert, clientCert, sslProtocol);

    /// <inheritdoc/>
    public MqttReasonCode Connect(string clientId, string? username, string? password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string? willTopic, string? willMessage, bool cleanSession, ushort keepAlivePeriod)
        => _inner.Connect(clientId, username, password, willRetain, willQosLevel, willFlag, willTopic, willMessage, cleanSession, keepAlivePeriod);

    /// <inheritdoc/>
    public void Disconnect() => _inner.Disconnect();

    /// <inheritdoc/>
    public void Close() => _inner.Close();

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    /// <inheritdoc/>
    public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels) => _inner.Subscribe(topics, qosLevels);

    /// <inheritdoc/>
    public ushort Unsubscribe(string[] topics) => _inner.Unsubscribe(topics);

    /// <inheritdoc/>
    public ushort Publish(string topic, byte[]? message) => _inner.Publish(topic, message);

    /// <inheritdoc/>
    public ushort Publish(string topic, byte[]? message, string? contentType) => _inner.Publish(topic, message, contentType);

    /// <inheritdoc/>
    public ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties, MqttQoSLevel qosLevel, bool retain)
    {
        if (topic == _readings)
        {
            // Keys 1 to 3 come first: version, epoch, number.
            _reader.Reset(message!, 0, message!.Length);
            _reader.ReadMap(64);
            for (int i = 0; i < 5; i++)
            {
                _reader.ReadUnsigned(0, WireLimits.MaxInteger);
            }

            long seq = _reader.ReadUnsigned(0, WireLimits.MaxInteger);
            lock (_gate)
            {
                if (seq > _highest)
                {
                    _highest = seq;
                    _waiting.Enqueue((seq, Stopwatch.GetTimestamp()));
                }
            }
        }

        return _inner.Publish(topic, message, contentType, userProperties, qosLevel, retain);
    }

    private void OnMessage(object sender, MqttMsgPublishEventArgs e)
    {
        if (e.Topic == _acknowledgements && _cursor.TryDecode(e.Message, 0, e.Message.Length))
        {
            lock (_gate)
            {
                while (_waiting.TryPeek(out (long Seq, long Sent) first) && first.Seq <= _cursor.Seq)
                {
                    _latencies.Add((float)Stopwatch.GetElapsedTime(first.Sent).TotalMilliseconds);
                    _waiting.Dequeue();
                }
            }
        }

        MqttMsgPublishReceived?.Invoke(sender, e);
    }
}
