using AIoT.Embedded.Gateway.Timing;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>
/// Sends offered models to boards piece by piece (wire contract, ModelOffer to ModelReport): one piece at a time for each board, the next one where the
/// board's report says. Where it stood before a restart of the gateway or of a board is asked of the board, by offering again. For one thread.
/// </summary>
public sealed class Courier
{
    private const int BackOffDoublings = 4;
    private readonly OfferBook _book;
    private readonly ModelLibrary _library;
    private readonly ReleaseSettings _settings;
    private readonly TimeProvider _time;
    private readonly SteadyClock _clock;
    private readonly Func<string, int, byte[], bool> _send;
    private readonly Func<int> _waiting;
    private readonly Dictionary<string, Board> _boards = new(StringComparer.Ordinal);

    /// <summary>Boards of stopped offers that had begun: nothing is sent to them any more, and what becomes of them is still written down.</summary>
    private readonly Dictionary<(long Offer, string Device), Board> _followed = [];
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _kept = new(StringComparer.Ordinal);
    private readonly ModelOffer _offer = new();
    private readonly ModelChunk _chunk = new();
    private readonly ModelReport _report = new();
    private uint _id;
    private double _budget;
    private long _filledMs;

    /// <param name="send">Sends a command of a kind to a board; false: there is no connection.</param>
    /// <param name="waiting">Readings that wait for the disk.</param>
    public Courier(OfferBook book, ModelLibrary library, ReleaseSettings settings, TimeProvider time, Func<string, int, byte[], bool> send, Func<int> waiting)
    {
        (_book, _library, _settings, _time, _clock, _send, _waiting) = (book, library, settings, time, new SteadyClock(time), send, waiting);
        _filledMs = Now;
        foreach ((string device, _, byte[] payload) in book.Reports())
        {
            _kept[device] = Essence(payload) is { } essence ? essence : [];
        }

        Reload();
    }

    /// <summary>Pieces sent.</summary>
    public long Pieces { get; private set; }

    /// <summary>Reports that could not be read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Boards are being offered something.</summary>
    public bool IsBusy => _boards.Count > 0;

    private long Now => _clock.NowMs;

    /// <summary>Offers were made or stopped.</summary>
    public void Reload()
    {
        Dictionary<string, Board> before = new(_boards, StringComparer.Ordinal);
        _boards.Clear();
        foreach (Offer offer in _book.Open())
        {
            foreach (Offer.Board board in offer.Boards.Where(board => board.State < BoardProgress.Settled))
            {
                _boards[board.Device] = before.TryGetValue(board.Device, out Board? known) && known.Offer.Id == offer.Id ? known : new Board(board.Device) { SinceMs = Now };
                _boards[board.Device].Offer = offer;
            }
        }

        Dictionary<(long, string), Board> followed = new(_followed);
        _followed.Clear();
        foreach (Offer offer in _book.StoppedUnderWay())
        {
            foreach (Offer.Board board in offer.Boards.Where(board => board.State is BoardProgress.Receiving or BoardProgress.Verifying or BoardProgress.Trial))
            {
                // Offered the same again: what it receives is the new offer's.
                if (board.State != BoardProgress.Receiving || !_boards.TryGetValue(board.Device, out Board? open) || open.Offer.Hash != offer.Hash)
                {
                    Board entry = followed.TryGetValue((offer.Id, board.Device), out Board? known) ? known : new Board(board.Device) { SinceMs = Now };
                    entry.Offer = offer;
                    _followed[(offer.Id, board.Device)] = entry;
                }
            }
        }

        foreach (string unused in _files.Keys.Where(hash => _boards.Values.All(board => board.Offer.Hash != hash)).ToList())
        {
            _files.Remove(unused);
        }
    }

    /// <summary>A board has said how it stands with its models.</summary>
    /// <returns>True when it trusts an offered model now: it is to prove that it runs it.</returns>
    public bool Take(string device, byte[] payload)
    {
        if (!_report.TryDecode(payload, 0, payload.Length))
        {
            Unreadable++;
            return false;
        }

        Keep(device, payload);
        bool trusts = false;
        foreach (Board followed in _followed.Values.Where(followed => followed.Device == device).ToList())
        {
            trusts |= Judge(followed);
        }

        return (_boards.TryGetValue(device, out Board? board) && Judge(board)) || trusts;
    }

    /// <summary>What the report says of a board with an offer.</summary>
    /// <returns>True: it trusts the model now.</returns>
    private bool Judge(Board board)
    {
        (board.HeardMs, board.Tries) = (Now, 0);
        byte[] hash = Convert.FromHexString(board.Offer.Hash);
        bool runs = _report.HasActive && _report.Active.AsSpan().SequenceEqual(hash);
        bool receives = _report.HasOffered && _report.Offered.AsSpan().SequenceEqual(hash);
        Offer.Board known = board.Entry;
        long fallbacks = known.Fallbacks ?? _report.Fallbacks;
        if (runs && _report.State is ModelState.Settled)
        {
            Progress(board, BoardProgress.Settled, "", fallbacks);
            return true;
        }

        if (_report.Fallbacks > fallbacks && !runs)
        {
            Progress(board, BoardProgress.WentBack, _report.Text, fallbacks);
        }
        else if (runs && _report.State == ModelState.Trial)
        {
            Progress(board, BoardProgress.Trial, "", fallbacks);
        }
        else if (receives && _report.State is ModelState.Verifying or ModelState.Restarting)
        {
            Progress(board, BoardProgress.Verifying, "", fallbacks);
        }
        else if (receives && _report.State == ModelState.Receiving)
        {
            Progress(board, BoardProgress.Receiving, "", fallbacks);
            board.Next = _report.Received;
        }
        else if (known.State is BoardProgress.Receiving or BoardProgress.Verifying or BoardProgress.Trial && !runs && !receives && _report.Refusal is not (ModelRefusal.None or ModelRefusal.OnTrial or ModelRefusal.NotOffered))
        {
            // It had begun, and has dropped it.
            Progress(board, BoardProgress.Refused, _report.Text, fallbacks);
        }
        else if (!board.IsOffered)
        {
            board.DueMs = Math.Min(board.DueMs, Now);
        }

        return false;
    }

    /// <summary>A board has answered a command with words instead of a report.</summary>
    public void Answered(string device, Answer answer)
    {
        if (!_boards.TryGetValue(device, out Board? board) || answer.Id != board.SentId || answer.Kind is not TopicKind.ModelOffer || answer.Result is CommandResult.Done or CommandResult.Busy)
        {
            return;
        }

        board.HeardMs = Now;
        if (answer.Text.Contains("on trial", StringComparison.Ordinal))
        {
            // Another model has not proven itself yet: later.
            board.IsOffered = false;
            board.DueMs = Now + (long)(12 * _settings.AskAgain.TotalMilliseconds);
            return;
        }

        Progress(board, BoardProgress.Refused, answer.Text, board.Entry.Fallbacks);
    }

    /// <summary>Sends what is due. Called several times a second.</summary>
    public void Tick()
    {
        long now = Now;
        _budget = Math.Min(_settings.PiecesPerSecond, _budget + ((now - _filledMs) * _settings.PiecesPerSecond / 1000.0));
        _filledMs = now;
        int busy = _boards.Values.Count(board => board.Entry.State == BoardProgress.Receiving && now - board.HeardMs < 4 * _settings.AskAgain.TotalMilliseconds);
        bool held = _waiting() > _settings.LongestQueue;
        foreach (Board board in _followed.Values.Concat(_boards.Values).ToList())
        {
            Offer.Board entry = board.Entry;
            if (entry.State is BoardProgress.Verifying or BoardProgress.Trial && now - board.SinceMs > _settings.Trial.TotalMilliseconds)
            {
                Progress(board, BoardProgress.Lost, $"it had the whole file {_settings.Trial.TotalMinutes:0.#} minutes ago", entry.Fallbacks);
                continue;
            }

            if (!board.Offer.IsTurn(entry))
            {
                continue;
            }

            if (board.Next is { } first)
            {
                if (_budget >= 1 && !held)
                {
                    SendPiece(board, first, now);
                }
            }
            else if (board.DueMs <= now && (entry.State != BoardProgress.Waiting || busy < _settings.Downloads))
            {
                busy += entry.State == BoardProgress.Waiting ? 1 : 0;
                SendOffer(board, now);
            }
        }
    }

    private static byte[]? Essence(byte[] payload)
    {
        var report = new ModelReport();
        return report.TryDecode(payload, 0, payload.Length) ? Essence(report) : null;
    }

    /// <summary>What of a report is worth a write: not every piece.</summary>
    private static byte[] Essence(ModelReport report) =>
        [(byte)report.State, (byte)report.Refusal, .. report.HasActive ? report.Active : [], .. BitConverter.GetBytes(report.Switches), .. BitConverter.GetBytes(report.Fallbacks), .. BitConverter.GetBytes(report.Boot)];

    private void Keep(string device, byte[] payload)
    {
        byte[] essence = Essence(_report);
        if (!_kept.TryGetValue(device, out byte[]? kept) || !kept.AsSpan().SequenceEqual(essence))
        {
            if (_kept.Count >= 10_000 && kept is null)
            {
                return;
            }

            _kept[device] = essence;
            _book.Keep(device, payload, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private void SendOffer(Board board, long now)
    {
        byte[] file = File(board.Offer.Hash);
        _offer.Id = board.SentId = ++_id;
        Convert.FromHexString(board.Offer.Hash).CopyTo(_offer.Hash, 0);
        (_offer.Total, _offer.ModelId, _offer.ModelVersion) = (file.Length, board.Offer.Model, (uint)board.Offer.Version);
        byte[] buffer = new byte[WireLimits.CommandBytes];
        bool sent = _send(board.Device, TopicKind.ModelOffer, buffer[.._offer.Encode(buffer, 0)]);
        board.IsOffered |= sent;
        board.DueMs = now + ((long)_settings.AskAgain.TotalMilliseconds << Math.Min(board.Tries, BackOffDoublings));
        board.Tries++;
    }

    private void SendPiece(Board board, int first, long now)
    {
        byte[] file = File(board.Offer.Hash);
        int length = Math.Min(WireLimits.ModelChunkBytes, file.Length - first);
        board.Next = null;
        board.DueMs = now + (long)_settings.AskAgain.TotalMilliseconds;
        if (length <= 0)
        {
            return;
        }

        _chunk.Id = ++_id;
        Convert.FromHexString(board.Offer.Hash).AsSpan(0, WireLimits.ModelBytes).CopyTo(_chunk.Hash);
        (_chunk.First, _chunk.Buffer, _chunk.Offset, _chunk.Length) = (first, file, first, length);
        byte[] buffer = new byte[WireLimits.CommandBytes];
        if (_send(board.Device, TopicKind.ModelChunk, buffer[.._chunk.Encode(buffer, 0)]))
        {
            _budget--;
            Pieces++;
        }
    }

    private byte[] File(string hash) => _files.TryGetValue(hash, out byte[]? file) ? file : _files[hash] = _library.File(hash) ?? throw new InvalidOperationException($"model {hash} is offered and not here");

    private void Progress(Board board, BoardProgress state, string detail, long? fallbacks)
    {
        Offer.Board entry = board.Entry;
        if (entry.State == state && entry.Detail == detail && entry.Fallbacks == fallbacks)
        {
            return;
        }

        bool isFollowed = board.Offer.State == OfferState.Stopped;
        if (!isFollowed && !board.Offer.IsTurn(entry) && state < BoardProgress.Settled)
        {
            return;
        }

        if (entry.State != state)
        {
            board.SinceMs = Now;
        }

        board.Next = state == BoardProgress.Receiving && !isFollowed ? board.Next : null;
        Offer after = _book.Progress(board.Offer, board.Device, state, detail, fallbacks);
        foreach (Board other in _boards.Values.Concat(_followed.Values).Where(other => other.Offer.Id == after.Id))
        {
            other.Offer = after;
        }

        if (after.State is OfferState.Done or OfferState.Stopped || state >= BoardProgress.Settled)
        {
            Reload();
        }
    }

    private sealed class Board(string device)
    {
        public string Device { get; } = device;

        public Offer Offer { get; set; } = null!;

        public Offer.Board Entry => Offer.Boards.First(entry => entry.Device == Device);

        /// <summary>When to offer (again).</summary>
        public long DueMs { get; set; }

        public long HeardMs { get; set; }

        /// <summary>Since when it has the state that it has; at most since this was made: while no gateway ran nobody could hear it.</summary>
        public long SinceMs { get; set; }

        /// <summary>Where the next piece starts; null: none is wanted now.</summary>
        public int? Next { get; set; }

        public uint SentId { get; set; }

        public int Tries { get; set; }

        public bool IsOffered { get; set; }
    }
}
