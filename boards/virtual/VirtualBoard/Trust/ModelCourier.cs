using System.Security.Cryptography;
using System.Threading.Channels;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary>Offers a model to a board and sends it piece by piece, as a gateway does (wire contract, ModelOffer), until the board trusts it or refuses it.</summary>
public sealed class ModelCourier : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private readonly MosquittoClient _client;
    private readonly string _device;
    private readonly byte[] _file;
    private readonly ModelOffer _offer;
    private readonly ModelChunk _chunk = new() { Id = 2 };
    private readonly byte[] _buffer = new byte[WireLimits.CommandBytes];
    private readonly Channel<(int Kind, byte[] Payload)> _inbox = Channel.CreateUnbounded<(int, byte[])>();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Prepares to send a file that need not be sound: boards look for themselves.</summary>
    public ModelCourier(string host, int port, string device, byte[] file)
    {
        _device = device;
        _file = file;
        _offer = OfferOf(file);
        _client = new MosquittoClient(new MosquittoOptions { Host = host, Port = port, ClientId = $"model-courier-{Environment.ProcessId}-{device}" });
        _client.Connected += _ => _client.Subscribe($"aiot/v1/up/{device}/+", 1);
        _client.Subscribed += (_, _) => _listens.TrySetResult();
        _client.MessageReceived += message => _inbox.Writer.TryWrite((Topics.Parse(message.Topic, out string _), message.Payload));
    }

    /// <summary>Sends the model.</summary>
    /// <param name="say">Takes a line when something changes.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null when the board runs the model and trusts it; else why not.</returns>
    public async Task<string?> RunAsync(Action<string> say, CancellationToken cancel)
    {
        _client.Start();
        await _listens.Task.WaitAsync(cancel);
        var report = new ModelReport();
        var answer = new Answer();
        int state = -1;
        uint fallbacks = 0;
        bool known = false, offered = false;
        Send(TopicKind.ModelOffer, _offer.Encode(_buffer, 0));
        while (true)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(_patience);
            int kind;
            byte[] payload;
            try
            {
                (kind, payload) = await _inbox.Reader.ReadAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Lost, or the board is away: once more.
                Send(TopicKind.ModelOffer, _offer.Encode(_buffer, 0));
                continue;
            }

            if (kind == TopicKind.Answer && answer.TryDecode(payload, 0, payload.Length) && answer.Kind is TopicKind.ModelOffer or TopicKind.ModelChunk && answer.Result is not CommandResult.Busy)
            {
                // A piece too many; or an offer that came again while the board was away, restarting into this very image, whose trial it now tells of.
                bool isTrialOfThis = offered && state is ModelState.Verifying or ModelState.Restarting or ModelState.Trial && answer.Text.Contains("on trial", StringComparison.Ordinal);
                if (answer.Result == CommandResult.Refused && (answer.Kind == TopicKind.ModelChunk || isTrialOfThis))
                {
                    continue;
                }

                return answer.Text;
            }

            if (kind != TopicKind.ModelReport || !report.TryDecode(payload, 0, payload.Length))
            {
                continue;
            }

            if (!known)
            {
                (known, fallbacks) = (true, report.Fallbacks);
            }

            if (report.State != state)
            {
                state = report.State;
                say(Describe(report));
            }

            bool runs = report.HasActive && report.Active.AsSpan().SequenceEqual(_offer.Hash);
            bool receives = report.HasOffered && report.Offered.AsSpan().SequenceEqual(_offer.Hash);
            if (runs && report.State is ModelState.Settled)
            {
                return null;
            }

            if (report.Fallbacks != fallbacks)
            {
                return report.Text;
            }

            if (receives && report.State == ModelState.Receiving)
            {
                offered = true;
                SendPiece(report.Received);
            }
            else if (offered && !receives && !runs)
            {
                return report.Text;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Stop(TimeSpan.FromSeconds(2));
        _client.Dispose();
    }

    /// <summary>What is offered is what the file says, or, where it is no image, what makes the board look at it.</summary>
    private static ModelOffer OfferOf(byte[] file)
    {
        bool sound = ModelImage.TryParse(file, file.Length, out ModelImage image, out _, out _);
        var offer = new ModelOffer { Id = 1, Total = file.Length, ModelId = sound ? image.Id : "unknown", ModelVersion = sound ? image.Version : uint.MaxValue };
        (sound ? image.ComputeHash() : SHA256.HashData(file)).CopyTo(offer.Hash, 0);
        return offer;
    }

    private static string Describe(ModelReport report) => report.State switch
    {
        ModelState.None => "the board runs without a model",
        ModelState.Settled => $"the board runs version {report.ActiveVersion}",
        ModelState.Trial => $"the board runs version {report.ActiveVersion} on trial",
        ModelState.Receiving => $"the board receives {report.Total} bytes and has {report.Received}",
        ModelState.Verifying => "the board looks at the image",
        _ => "the board has accepted the image and restarts",
    };

    private void SendPiece(int first)
    {
        _offer.Hash.AsSpan(0, WireLimits.ModelBytes).CopyTo(_chunk.Hash);
        (_chunk.First, _chunk.Buffer, _chunk.Offset, _chunk.Length) = (first, _file, first, Math.Min(WireLimits.ModelChunkBytes, _file.Length - first));
        Send(TopicKind.ModelChunk, _chunk.Encode(_buffer, 0));
    }

    private void Send(int kind, int length)
    {
        try
        {
            _client.Publish(Topics.Of(_device, kind), _buffer.AsSpan(0, length), 1);
        }
        catch (MosquittoException)
        {
            // Not connected: tried again when nothing is heard.
        }
    }
}
