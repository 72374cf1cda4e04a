using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Devices;

/// <summary>A board on a real broker that answers challenges and says that it is well.</summary>
internal sealed class AttestedBoardDouble : IDisposable
{
    private readonly MosquittoClient _client;
    private readonly string _device;
    private readonly BoardIdentity _identity;
    private readonly Action<EvidenceClaims>? _change;
    private readonly Timer _timer;

    public AttestedBoardDouble(int port, string device, BoardIdentity identity, Action<EvidenceClaims>? change = null)
    {
        (_device, _identity, _change) = (device, identity, change);
        _client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = $"attested-{device}" });
        _client.Connected += _ => _client.Subscribe(Topics.Of(device, TopicKind.Challenge), 1);
        _client.MessageReceived += OnChallenge;
        _client.Start();
        _timer = new Timer(_ => Speak(), null, 100, 300);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _client.Dispose();
    }

    private void OnChallenge(MosquittoMessage message)
    {
        var challenge = new Challenge();
        Assert.True(challenge.TryDecode(message.Payload, 0, message.Payload.Length), challenge.Reason);
        _client.Publish(Topics.Of(_device, TopicKind.Evidence), _identity.Token(challenge.Nonce[..challenge.NonceLength], claims =>
        {
            claims.UptimeSeconds = Environment.TickCount64 / 1000;
            _change?.Invoke(claims);
        }), 1);
    }

    private void Speak()
    {
        var health = new Health { Epoch = 7, Boot = 7, Firmware = "0.1.0", Uptime = Environment.TickCount64 };
        var buffer = new byte[WireLimits.HealthBytes];
        _client.Publish(Topics.Health(_device), buffer.AsSpan(0, health.Encode(buffer, 0)), 1);
    }
}
