using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Gateway.Messaging;

/// <summary>
/// libmosquitto with a session that the broker keeps: what comes while the gateway is away waits there, as far as the broker's queue goes.
/// </summary>
public sealed partial class MosquittoMessageClient : IMessageClient
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);
    private readonly MosquittoClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger<MosquittoMessageClient> _logger;
    private IReadOnlyList<string> _filters = [];
    private int _granted;
    private volatile bool _ready;

    public MosquittoMessageClient(BrokerAccess access, string clientId, TimeProvider time, ILogger<MosquittoMessageClient> logger)
    {
        _time = time;
        _logger = logger;
        _client = new MosquittoClient(new MosquittoOptions
        {
            Host = access.Host,
            Port = access.Port,
            Username = access.User,
            Password = access.Password,
            Tls = access.Tls,
            ClientId = clientId,
            CleanSession = false,
            ReconnectDelayMax = TimeSpan.FromSeconds(5),
        });
        _client.Connected += OnConnected;
        _client.Subscribed += OnSubscribed;
        _client.Disconnected += OnDisconnected;
        _client.MessageReceived += message => Received?.Invoke(new InboundMessage(message.Topic, message.Payload, _time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    public event Action<InboundMessage>? Received;

    public event Action? Ready;

    public event Action<string>? Lost;

    public bool IsReady => _ready;

    public void Start(IReadOnlyList<string> filters)
    {
        _filters = filters;
        _client.Start();
    }

    public bool Publish(string topic, ReadOnlySpan<byte> payload) => _client.Publish(topic, payload, qos: 1) >= 0;

    public void Dispose()
    {
        _client.Stop(StopPatience);
        _client.Dispose();
    }

    private void OnConnected(bool keptSession)
    {
        _granted = 0;
        foreach (string filter in _filters)
        {
            _client.Subscribe(filter, qos: 1);
        }
    }

    private void OnSubscribed(int id, int[] granted)
    {
        if (granted.Any(qos => qos > 2))
        {
            LogRefused();
            return;
        }

        if (++_granted == _filters.Count)
        {
            _ready = true;
            LogConnected();
            Ready?.Invoke();
        }
    }

    private void OnDisconnected(string reason)
    {
        _ready = false;
        if (reason.Length > 0)
        {
            LogLost(reason);
            Lost?.Invoke(reason);
        }
    }

    [LoggerMessage(LogLevel.Information, "The broker takes us: subscribed")]
    private partial void LogConnected();

    [LoggerMessage(LogLevel.Warning, "No broker: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Error, "The broker refuses the subscription to the boards' topics: allow aiot/v1/up/# for reading")]
    private partial void LogRefused();
}
