using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>A connection through libmosquitto, which is not made again by itself: each CONNECT of an edge node has a will of its own.</summary>
public sealed class MosquittoEdgeTransport(BrokerAccess access, string clientId) : IEdgeTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MosquittoClient? _client;
    private int _wanted;

    public event Action<string, byte[]>? Received;

    public event Action<string>? Lost;

    public async Task ConnectAsync(string willTopic, byte[] willPayload, CancellationToken stop)
    {
        _client = new MosquittoClient(new MosquittoOptions
        {
            Host = access.Host,
            Port = access.Port,
            ClientId = clientId,
            CleanSession = true,
            Reconnect = false,
            Username = access.User,
            Password = access.Password,
            Tls = access.Tls,
            Will = new MosquittoMessage(willTopic, willPayload, Qos: 1),
        });
        _client.Connected += _ => _connected.TrySetResult();
        _client.Subscribed += OnSubscribed;
        _client.Disconnected += OnDisconnected;
        _client.MessageReceived += message => Received?.Invoke(message.Topic, message.Payload);
        _client.Start();
        await WaitAsync(_connected.Task, "no answer to CONNECT", stop);
    }

    public async Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop)
    {
        _wanted = filters.Count;
        foreach (string filter in filters)
        {
            if (_client!.Subscribe(filter, qos: 1) < 0)
            {
                throw new IOException("the connection is gone");
            }
        }

        await WaitAsync(_subscribed.Task, "no answer to SUBSCRIBE", stop);
    }

    public bool Publish(string topic, byte[] payload, int qos) => _client!.Publish(topic, payload, qos) >= 0;

    public Task DisconnectAsync() => Task.Run(() => _client?.Stop(TimeSpan.FromSeconds(2)));

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await Task.Run(client.Dispose);
        }
    }

    private static async Task WaitAsync(Task task, string otherwise, CancellationToken stop)
    {
        try
        {
            await task.WaitAsync(Patience, stop);
        }
        catch (TimeoutException)
        {
            throw new IOException($"{otherwise} within {Patience.TotalSeconds} s");
        }
    }

    private void OnSubscribed(int id, int[] granted)
    {
        if (granted.Any(qos => qos > 2))
        {
            _subscribed.TrySetException(new IOException("the broker refuses the subscription to commands: allow spBv1.0/# for this user"));
        }
        else if (Interlocked.Decrement(ref _wanted) == 0)
        {
            _subscribed.TrySetResult();
        }
    }

    private void OnDisconnected(string reason)
    {
        var gone = new IOException(reason.Length > 0 ? reason : "stopped");
        _ = _connected.TrySetException(gone) || _subscribed.TrySetException(gone);
        Lost?.Invoke(gone.Message);
    }
}
