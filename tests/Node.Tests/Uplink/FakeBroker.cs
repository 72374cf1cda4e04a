using System.Collections;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace AIoT.Embedded.Node.Tests.Uplinks;

/// <summary>Client, broker and gateway in one: records what the board publishes, and says what a test wants.</summary>
internal sealed class FakeBroker : IMqttClient
{
    private readonly Lock _gate = new();
    private readonly List<Reading> _readings = [];
    private readonly List<Health> _health = [];
    private readonly List<byte[]> _broken = [];
    private readonly List<(int Kind, byte[] Message)> _replies = [];

    public event IMqttClient.MqttMsgPublishEventHandler? MqttMsgPublishReceived;

    public event IMqttClient.MqttMsgPublishedEventHandler? MqttMsgPublished;

    public event IMqttClient.MqttMsgSubscribedEventHandler? MqttMsgSubscribed;

    public event IMqttClient.MqttMsgUnsubscribedEventHandler? MqttMsgUnsubscribed;

    public event IMqttClient.ConnectionClosedEventHandler? ConnectionClosed;

    public bool IsConnected { get; private set; }

    public int Connects { get; private set; }

    public bool Refuses { get; set; }

    public bool Confirms { get; set; } = true;

    public bool AnswersSubscriptions { get; set; } = true;

    /// <summary>Called before each call of the board's; may throw.</summary>
    public Action Trouble { get; set; } = () => { };

    /// <summary>Called with each new reading, on the board's thread.</summary>
    public Action<Reading> OnReading { get; set; } = _ => { };

    public string ClientId { get; private set; } = "";

    public Reading[] Readings
    {
        get
        {
            lock (_gate)
            {
                return [.. _readings];
            }
        }
    }

    public Health[] Healths
    {
        get
        {
            lock (_gate)
            {
                return [.. _health];
            }
        }
    }

    /// <summary>What the board has published beyond readings and health.</summary>
    public (int Kind, byte[] Message)[] Replies
    {
        get
        {
            lock (_gate)
            {
                return [.. _replies];
            }
        }
    }

    public Answer[] Answers => [.. Replies.Where(reply => reply.Kind == TopicKind.Answer).Select(reply =>
    {
        var answer = new Answer();
        Assert.True(answer.TryDecode(reply.Message, 0, reply.Message.Length), answer.Reason);
        return answer;
    })];

    public int Broken => _broken.Count;

    public void Say(byte[] message, string topic = "aiot/v1/down/fan-1/ack")
        => MqttMsgPublishReceived?.Invoke(this, new MqttMsgPublishEventArgs(topic, message, false, MqttQoSLevel.AtLeastOnce, false));

    public void Acknowledge(uint epoch, long seq, long time = 0) => Say(Cursor(epoch, seq, time));

    public static byte[] Cursor(uint epoch, long seq, long time = 0)
    {
        byte[] buffer = new byte[WireLimits.CursorBytes];
        int length = new Cursor { Epoch = epoch, Seq = seq, Time = time == 0 ? NodeClock.Earliest + 1 : time }.Encode(buffer, 0);
        return buffer[..length];
    }

    public void Lose()
    {
        IsConnected = false;
        ConnectionClosed?.Invoke(this, EventArgs.Empty);
    }

    public void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert, MqttSslProtocols sslProtocol)
    {
    }

    public MqttReasonCode Connect(string clientId, string? username, string? password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string? willTopic, string? willMessage, bool cleanSession, ushort keepAlivePeriod)
    {
        Connects++;
        Trouble();
        ClientId = clientId;
        IsConnected = !Refuses;
        return Refuses ? MqttReasonCode.ServerUnavailable : MqttReasonCode.Success;
    }

    public void Disconnect() => IsConnected = false;

    public void Close()
    {
        IsConnected = false;
        Trouble();
    }

    public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels)
    {
        Trouble();
        if (AnswersSubscriptions)
        {
            MqttMsgSubscribed?.Invoke(this, new MqttMsgSubscribedEventArgs(1, qosLevels));
        }

        return 1;
    }

    public ushort Unsubscribe(string[] topics)
    {
        MqttMsgUnsubscribed?.Invoke(this, new MqttMsgUnsubscribedEventArgs(1));
        return 1;
    }

    public ushort Publish(string topic, byte[]? message) => Publish(topic, message, null);

    public ushort Publish(string topic, byte[]? message, string? contentType) => Publish(topic, message, contentType, null, MqttQoSLevel.AtMostOnce, false);

    public ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties, MqttQoSLevel qosLevel, bool retain)
    {
        Trouble();
        Assert.Equal(MqttQoSLevel.AtLeastOnce, qosLevel);
        switch (Topics.Parse(topic, out string device))
        {
            case TopicKind.Reading:
                var reading = new Reading();
                Add(reading.TryDecode(message!, 0, message!.Length), reading, _readings, message);
                OnReading(reading);
                break;
            case TopicKind.Health:
                var health = new Health();
                Add(health.TryDecode(message!, 0, message!.Length), health, _health, message);
                break;
            case TopicKind.None:
                Assert.Fail($"{device} published to {topic}");
                break;
            case int kind:
                lock (_gate)
                {
                    _replies.Add((kind, [.. message!]));
                }

                break;
        }

        if (Confirms)
        {
            MqttMsgPublished?.Invoke(this, new MqttMsgPublishedEventArgs(1));
        }

        return 1;
    }

    private void Add<T>(bool whole, T message, List<T> into, byte[] bytes)
    {
        lock (_gate)
        {
            if (whole)
            {
                into.Add(message);
            }
            else
            {
                _broken.Add(bytes);
            }
        }
    }
}
