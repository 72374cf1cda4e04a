using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Releases;

/// <summary>A board's model slots as the wire contract describes them, without flash or models: what it does at the end of a download is told.</summary>
internal sealed class ScriptedBoard(string name)
{
    private readonly ModelOffer _offer = new();
    private readonly ModelChunk _chunk = new();
    private readonly int[] _refusals = new int[ModelRefusal.Count];
    private byte[]? _active;
    private byte[]? _offered;
    private byte[] _file = [];
    private int _state = ModelState.None;
    private int _refusal;
    private string _text = "";
    private uint _switches, _fallbacks;

    public string Name { get; } = name;

    /// <summary>It answers with words that it does not take the offer; null: it does.</summary>
    public string? RefusesOffer { get; init; }

    /// <summary>A <see cref="ModelRefusal"/> for the whole file; 0: it takes it.</summary>
    public int RefusesFile { get; init; }

    /// <summary>It goes back at the end of the trial.</summary>
    public bool GoesBack { get; init; }

    /// <summary>It takes its time over a whole file: nothing happens by itself.</summary>
    public bool Pauses { get; set; }

    /// <summary>Bytes that it holds.</summary>
    public int Received { get; private set; }

    public int Offers { get; private set; }

    public byte[] File => _file;

    /// <returns>An answer, or null for a report.</returns>
    public Answer? Hear(int kind, byte[] command)
    {
        if (kind == TopicKind.ModelOffer)
        {
            Offers++;
            Assert.True(_offer.TryDecode(command, 0, command.Length), _offer.Reason);
            if (RefusesOffer is not null)
            {
                return new Answer { Epoch = 1, Boot = 1, Kind = kind, Id = _offer.Id, Result = CommandResult.Refused, Text = RefusesOffer };
            }

            if ((_active is null || !_active.AsSpan().SequenceEqual(_offer.Hash)) && (_offered is null || !_offered.AsSpan().SequenceEqual(_offer.Hash)))
            {
                (_offered, _file, Received, _state) = ([.. _offer.Hash], new byte[_offer.Total], 0, ModelState.Receiving);
            }

            return null;
        }

        Assert.Equal(TopicKind.ModelChunk, kind);
        Assert.True(_chunk.TryDecode(command, 0, command.Length), _chunk.Reason);
        if (_state == ModelState.Receiving && _chunk.First == Received)
        {
            Array.Copy(_chunk.Buffer, _chunk.Offset, _file, Received, _chunk.Length);
            Received += _chunk.Length;
            _state = Received == _file.Length ? ModelState.Verifying : ModelState.Receiving;
        }

        return null;
    }

    /// <summary>What it does by itself: looks at the file, restarts, ends its trial.</summary>
    /// <returns>True when something has changed.</returns>
    public bool Live()
    {
        switch (Pauses ? ModelState.None : _state)
        {
            case ModelState.Verifying when RefusesFile != 0:
                (_refusal, _text, _offered, Received, _state) = (RefusesFile, "the image is not what it should be", null, 0, _active is null ? ModelState.None : ModelState.Settled);
                _refusals[RefusesFile]++;
                return true;
            case ModelState.Verifying:
                _state = ModelState.Restarting;
                return true;
            case ModelState.Restarting:
                (_active, _offered, _state) = (_offered, null, ModelState.Trial);
                _switches++;
                return true;
            case ModelState.Trial when GoesBack:
                (_active, _state, _refusal, _text) = (null, ModelState.None, ModelRefusal.Trial, "it did not last its trial");
                _fallbacks++;
                return true;
            case ModelState.Trial:
                _state = ModelState.Settled;
                return true;
            default:
                return false;
        }
    }

    public byte[] Report()
    {
        var report = new ModelReport { Epoch = 1, Boot = 1, State = _state, HasActive = _active is not null, ActiveVersion = 0, HasOffered = _offered is not null, Received = Received, Total = _offered is null ? 0 : _file.Length, Refusal = _refusal, Text = _text, Switches = _switches, Fallbacks = _fallbacks };
        _active?.CopyTo(report.Active, 0);
        _offered?.CopyTo(report.Offered, 0);
        _refusals.CopyTo(report.Refusals, 0);
        byte[] buffer = new byte[WireLimits.ReplyBytes];
        return buffer[..report.Encode(buffer, 0)];
    }
}
