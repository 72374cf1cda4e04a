using System.Collections;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AIoT.Embedded.Mosquitto;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace nanoFramework.M2Mqtt;

/// <summary>
/// An MQTT 3.1.1 client, one connection at a time: it never connects again by itself, as on a board.
/// Events are raised on the client's own thread.
/// </summary>
public class MqttClient : IMqttClient, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _underWay = [];
    private readonly Dictionary<int, (ushort Request, MqttQoSLevel[] Granted, int Index, int[] Left)> _subscriptions = [];
    private string _host = "";
    private int _port;
    private bool _secure;
    private X509Certificate? _authority;
    private X509Certificate? _certificate;
    private MqttSslProtocols _sslProtocol;
    private MosquittoClient? _client;
    private CertificateFiles? _files;

    /// <summary>A client of that broker at port 1883.</summary>
    public MqttClient(string brokerHostName)
        : this(brokerHostName, MqttSettings.BrokerDefaultPort, false, null, null, MqttSslProtocols.None)
    {
    }

    /// <summary>A client of that broker.</summary>
    public MqttClient(string brokerHostName, int brokerPort, bool secure, X509Certificate? caCert, X509Certificate? clientCert, MqttSslProtocols sslProtocol)
    {
        Settings = MqttSettings.Instance.Copy();
        Init(brokerHostName, brokerPort, secure, caCert, clientCert, sslProtocol);
    }

    /// <summary>Hears of messages that have come.</summary>
    public delegate void MqttMsgPublishEventHandler(object sender, MqttMsgPublishEventArgs e);

    /// <summary>Hears what became of messages.</summary>
    public delegate void MqttMsgPublishedEventHandler(object sender, MqttMsgPublishedEventArgs e);

    /// <summary>Hears answers to subscriptions.</summary>
    public delegate void MqttMsgSubscribedEventHandler(object sender, MqttMsgSubscribedEventArgs e);

    /// <summary>Hears of subscriptions that have ended.</summary>
    public delegate void MqttMsgUnsubscribedEventHandler(object sender, MqttMsgUnsubscribedEventArgs e);

    /// <summary>Hears of the connection's beginning.</summary>
    public delegate void ConnectionOpenedEventHandler(object sender, ConnectionOpenedEventArgs e);

    /// <summary>Hears of the connection's end.</summary>
    public delegate void ConnectionClosedEventHandler(object sender, EventArgs e);

    /// <summary>A message has come.</summary>
    public event IMqttClient.MqttMsgPublishEventHandler? MqttMsgPublishReceived;

    /// <summary>A message was delivered, or was not.</summary>
    public event IMqttClient.MqttMsgPublishedEventHandler? MqttMsgPublished;

    /// <summary>A subscription was answered.</summary>
    public event IMqttClient.MqttMsgSubscribedEventHandler? MqttMsgSubscribed;

    /// <summary>A subscription has ended.</summary>
    public event IMqttClient.MqttMsgUnsubscribedEventHandler? MqttMsgUnsubscribed;

    /// <summary>The broker has accepted the connection.</summary>
    public event ConnectionOpenedEventHandler? ConnectionOpened;

    /// <summary>The connection has ended.</summary>
    public event IMqttClient.ConnectionClosedEventHandler? ConnectionClosed;

    /// <summary>True while connected.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>The client id of the last connection.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>True when the last connection asked for a clean session.</summary>
    public bool CleanSession { get; private set; }

    /// <summary>True when the last connection left a will.</summary>
    public bool WillFlag { get; private set; }

    /// <summary>The will's level.</summary>
    public MqttQoSLevel WillQosLevel { get; private set; }

    /// <summary>The will's topic.</summary>
    public string? WillTopic { get; private set; }

    /// <summary>The will.</summary>
    public string? WillMessage { get; private set; }

    /// <summary>3.1.1; another version is refused at connect.</summary>
    public MqttProtocolVersion ProtocolVersion { get; set; } = MqttProtocolVersion.Version_3_1_1;

    /// <summary>The client's times and sizes.</summary>
    public MqttSettings Settings { get; }

    /// <summary>Says which broker to use; certificates are DER or PEM.</summary>
    public void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert, MqttSslProtocols sslProtocol)
        => Init(brokerHostName, brokerPort, secure, Certificate(caCert), Certificate(clientCert), sslProtocol);

    /// <summary>Connects with a clean session and no user.</summary>
    public MqttReasonCode Connect(string clientId) => Connect(clientId, true);

    /// <summary>Connects without a user.</summary>
    public MqttReasonCode Connect(string clientId, bool cleanSession) => Connect(clientId, null, null, cleanSession, 60);

    /// <summary>Connects with a clean session.</summary>
    public MqttReasonCode Connect(string clientId, string? username, string? password) => Connect(clientId, username, password, true, 60);

    /// <summary>Connects without a will.</summary>
    public MqttReasonCode Connect(string clientId, string? username, string? password, bool cleanSession, ushort keepAlivePeriod)
        => Connect(clientId, username, password, false, MqttQoSLevel.AtMostOnce, false, null, null, cleanSession, keepAlivePeriod);

    /// <summary>Connects, and waits at most <see cref="MqttSettings.TimeoutOnConnection"/> for the broker's answer.</summary>
    /// <exception cref="MqttConnectionException">The broker could not be reached.</exception>
    /// <exception cref="MqttTimeoutException">The broker did not answer.</exception>
    public MqttReasonCode Connect(string clientId, string? username, string? password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string? willTopic, string? willMessage, bool cleanSession, ushort keepAlivePeriod)
    {
        if (ProtocolVersion != MqttProtocolVersion.Version_3_1_1)
        {
            throw new NotSupportedException($"{ProtocolVersion}: this stand-in speaks MQTT 3.1.1");
        }

        if (willFlag && (string.IsNullOrEmpty(willTopic) || willMessage is null))
        {
            throw new MqttClientException(MqttClientErrorCode.WillWrong);
        }

        Close();
        (ClientId, CleanSession, WillFlag, WillQosLevel, WillTopic, WillMessage) = (clientId, cleanSession, willFlag, willQosLevel, willTopic, willMessage);
        MosquittoClient client = Create(new MosquittoOptions
        {
            Host = _host,
            Port = _port,
            ClientId = clientId,
            CleanSession = cleanSession,
            KeepAliveSeconds = keepAlivePeriod is > 0 and < 5 ? 5 : keepAlivePeriod,
            Username = username,
            Password = password,
            Will = willFlag ? new MosquittoMessage(willTopic!, Encoding.UTF8.GetBytes(willMessage!), (int)willQosLevel, willRetain) : null,
            Reconnect = false,
            ConnectTimeout = TimeSpan.FromMilliseconds(Settings.TimeoutOnConnection),
        });
        return Connect(client);
    }

    /// <summary>Sends what is queued and a farewell, and ends the connection.</summary>
    public void Disconnect() => Stop(farewell: true);

    /// <summary>Cuts the connection.</summary>
    public void Close() => Stop(farewell: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Subscribes; the answer comes as <see cref="MqttMsgSubscribed"/>.</summary>
    /// <returns>The request's id; 0 when there is no connection.</returns>
    public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels)
    {
        if (topics is null || topics.Length == 0)
        {
            throw new MqttClientException(MqttClientErrorCode.TopicsEmpty);
        }

        if (qosLevels is null || qosLevels.Length == 0)
        {
            throw new MqttClientException(MqttClientErrorCode.QosLevelsEmpty);
        }

        if (topics.Length != qosLevels.Length)
        {
            throw new MqttClientException(MqttClientErrorCode.TopicsQosLevelsNotMatch);
        }

        lock (_gate)
        {
            var granted = new MqttQoSLevel[topics.Length];
            int[] left = [topics.Length];
            ushort request = 0;
            for (int i = 0; i < topics.Length; i++)
            {
                int id = _client?.Subscribe(topics[i], (int)qosLevels[i]) ?? -1;
                if (id < 0)
                {
                    return 0;
                }

                request = request == 0 ? (ushort)id : request;
                _subscriptions[id] = (request, granted, i, left);
            }

            return request;
        }
    }

    /// <summary>Ends subscriptions; the answer comes as <see cref="MqttMsgUnsubscribed"/>.</summary>
    /// <returns>The last request's id; 0 when there is no connection.</returns>
    public ushort Unsubscribe(string[] topics)
    {
        if (topics is null || topics.Length == 0)
        {
            throw new MqttClientException(MqttClientErrorCode.TopicsEmpty);
        }

        int id = 0;
        foreach (string topic in topics)
        {
            id = _client?.Unsubscribe(topic) ?? -1;
        }

        return id < 0 ? (ushort)0 : (ushort)id;
    }

    /// <summary>Publishes at QoS 0.</summary>
    public ushort Publish(string topic, byte[]? message) => Publish(topic, message, null);

    /// <summary>Publishes at QoS 0.</summary>
    public ushort Publish(string topic, byte[]? message, string? contentType) => Publish(topic, message, contentType, null);

    /// <summary>Publishes at QoS 0.</summary>
    public ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties)
        => Publish(topic, message, contentType, userProperties, MqttQoSLevel.AtMostOnce, false);

    /// <summary>Publishes; what becomes of the message comes as <see cref="MqttMsgPublished"/>. Content type and properties are MQTT 5's: not sent.</summary>
    /// <returns>The message's id; 0 when there is no connection, and then nothing is queued.</returns>
    /// <exception cref="MqttClientException">The topic is not valid, or too many messages are under way.</exception>
    public ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties, MqttQoSLevel qosLevel, bool retain)
    {
        if (topic is null || topic.Length is 0 or > 65535)
        {
            throw new MqttClientException(MqttClientErrorCode.TopicLength);
        }

        if (topic.AsSpan().ContainsAny('#', '+'))
        {
            throw new MqttClientException(MqttClientErrorCode.TopicWildcard);
        }

        lock (_gate)
        {
            if (_underWay.Count >= Settings.InflightQueueSize)
            {
                throw new MqttClientException(MqttClientErrorCode.InflightQueueFull);
            }

            int id = _client?.Publish(topic, message, (int)qosLevel, retain) ?? -1;
            if (id < 0)
            {
                return 0;
            }

            _underWay.Add(id);
            return (ushort)id;
        }
    }

    private static X509Certificate? Certificate(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        string text = Encoding.Latin1.GetString(bytes);
        if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            return X509CertificateLoader.LoadCertificate(bytes);
        }

        return text.Contains("PRIVATE KEY", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(text, text) : X509Certificate2.CreateFromPem(text);
    }

    private void Init(string host, int port, bool secure, X509Certificate? authority, X509Certificate? certificate, MqttSslProtocols sslProtocol)
    {
        (_host, _port, _secure, _authority, _certificate, _sslProtocol) = (host, port, secure, authority, certificate, sslProtocol);
        if (secure)
        {
            Settings.SslPort = port;
        }
        else
        {
            Settings.Port = port;
        }
    }

    private MosquittoClient Create(MosquittoOptions options)
    {
        if (!_secure)
        {
            return new MosquittoClient(options);
        }

        _files = new CertificateFiles(_authority, _certificate, _sslProtocol, Settings.ValidateServerCertificate);
        return new MosquittoClient(options with { Tls = _files.Tls });
    }

    private MqttReasonCode Connect(MosquittoClient client)
    {
        string reason = "";
        var answered = new ManualResetEventSlim();
        client.Connected += sessionPresent =>
        {
            IsConnected = true;
            answered.Set();
            ConnectionOpened?.Invoke(this, new ConnectionOpenedEventArgs(new MqttMsgConnack { SessionPresent = sessionPresent }));
        };
        client.Disconnected += words =>
        {
            reason = words;
            answered.Set();
            OnDisconnected(client);
        };
        client.MessageReceived += message => MqttMsgPublishReceived?.Invoke(this, new MqttMsgPublishEventArgs(message.Topic, message.Payload, false, (MqttQoSLevel)message.Qos, message.Retain));
        client.Published += OnPublished;
        client.Subscribed += OnSubscribed;
        client.Unsubscribed += id => MqttMsgUnsubscribed?.Invoke(this, new MqttMsgUnsubscribedEventArgs((ushort)id));
        lock (_gate)
        {
            _client = client;
        }

        client.Start();
        bool inTime = answered.Wait(Settings.TimeoutOnConnection);
        if (IsConnected)
        {
            return MqttReasonCode.Success;
        }

        Close();
        return !inTime ? throw new MqttTimeoutException()
            : client.LastAnswer > 0 ? (MqttReasonCode)client.LastAnswer
            : throw new MqttConnectionException(reason, null);
    }

    private void OnPublished(int id)
    {
        lock (_gate)
        {
            _underWay.Remove(id);
        }

        MqttMsgPublished?.Invoke(this, new MqttMsgPublishedEventArgs((ushort)id, true));
    }

    private void OnSubscribed(int id, int[] granted)
    {
        (ushort Request, MqttQoSLevel[] Granted, int Index, int[] Left) subscription;
        lock (_gate)
        {
            if (!_subscriptions.Remove(id, out subscription))
            {
                return;
            }

            subscription.Granted[subscription.Index] = (MqttQoSLevel)granted[0];
            if (--subscription.Left[0] > 0)
            {
                return;
            }
        }

        MqttMsgSubscribed?.Invoke(this, new MqttMsgSubscribedEventArgs(subscription.Request, subscription.Granted));
    }

    private void OnDisconnected(MosquittoClient client)
    {
        int[] lost;
        bool wasConnected;
        lock (_gate)
        {
            if (_client != client)
            {
                return;
            }

            wasConnected = IsConnected;
            IsConnected = false;
            lost = [.. _underWay];
            _underWay.Clear();
            _subscriptions.Clear();
        }

        foreach (int id in lost)
        {
            MqttMsgPublished?.Invoke(this, new MqttMsgPublishedEventArgs((ushort)id, false));
        }

        if (wasConnected)
        {
            ConnectionClosed?.Invoke(this, EventArgs.Empty);
        }
    }

    private void Stop(bool farewell)
    {
        MosquittoClient? client;
        lock (_gate)
        {
            client = _client;
        }

        client?.Stop(TimeSpan.FromSeconds(2), farewell);
        client?.Dispose();
        lock (_gate)
        {
            if (_client == client)
            {
                _client = null;
                IsConnected = false;
                _underWay.Clear();
            }
        }

        _files?.Dispose();
        _files = null;
    }
}
