using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Timing;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>
/// Asks boards for evidence and concludes from what comes: when a board speaks after silence, when it has booted, every so often, and when something
/// has changed here. A board that answers well is attested. One whose own fresh evidence breaks a rule is quarantined at once. What anybody could
/// have sent (junk, a wrong tag, a recording) counts only when the challenge ends without a good answer. For one thread.
/// </summary>
public sealed class Challenger
{
    /// <summary>Tokens looked at in a window: any, and those that carry the nonce that is asked for, so that a flood of others keeps no answer out.</summary>
    private const int MostTokens = 10, MostAnswers = 1000;

    private const long TokenWindowMs = 10_000;
    private const long FirstWithinMs = 1500;
    private const int BackOffDoublings = 6;
    private const string Gateway = "gateway";
    private readonly DeviceRegistry _registry;
    private readonly DeviceStore _store;
    private readonly Appraiser _appraiser;
    private readonly StoredNonces _nonces;
    private readonly DeviceSettings _settings;
    private readonly SteadyClock _clock;
    private readonly Func<string, byte[], bool> _send;
    private readonly Random _random;
    private readonly Dictionary<string, Board> _boards = new(StringComparer.Ordinal);

    /// <param name="send">Sends a nonce to a board; false: there is no connection.</param>
    public Challenger(DeviceRegistry registry, DeviceStore store, Appraiser appraiser, StoredNonces nonces, DeviceSettings settings, TimeProvider time, Func<string, byte[], bool> send, Random? random = null)
    {
        (_registry, _store, _appraiser, _nonces, _settings, _clock, _send) = (registry, store, appraiser, nonces, settings, new SteadyClock(time), send);
        _random = random ?? new Random();
        foreach ((string device, _) in registry.All())
        {
            // So that evidence grows old over restarts too.
            Find(device);
        }
    }

    /// <summary>Challenges sent.</summary>
    public long Sent { get; private set; }

    /// <summary>What became of tokens: <c>affirmed</c>, <c>refused</c>, <c>unproven</c>, <c>boot</c>, <c>duplicate</c>, <c>too-often</c>, <c>not-enrolled</c>.</summary>
    public Tally Tokens { get; } = new();

    /// <summary>Challenges that were not answered.</summary>
    public long Unanswered { get; private set; }

    private long Now => _clock.NowMs;

    /// <summary>A board has said something.</summary>
    public void Spoke(string device)
    {
        if (Find(device) is not { } board)
        {
            return;
        }

        if (Now - board.HeardMs > _settings.Silence.TotalMilliseconds)
        {
            board.Due(Now + _random.NextInt64(FirstWithinMs));
        }

        board.HeardMs = Now;
    }

    /// <summary>Asks a board next time that it is there, whenever it was asked last.</summary>
    /// <returns>False: it is not enrolled.</returns>
    public bool Ask(string device)
    {
        Board? board = Find(device);
        board?.Due(Now);
        return board is not null;
    }

    /// <summary>Asks all boards, one after the other.</summary>
    public void AskAll()
    {
        foreach (DeviceIdentityRow identity in _store.All().Where(identity => identity.Key is not null))
        {
            Find(identity.Device)?.Due(Now + _random.NextInt64((long)_settings.AnswerWithin.TotalMilliseconds));
        }
    }

    /// <summary>A token has come.</summary>
    public void Take(string device, byte[] token)
    {
        if (Find(device) is not { } board)
        {
            Tokens.Count("not-enrolled");
            return;
        }

        Spoke(device);
        byte[] hash = SHA256.HashData(token);
        if (hash.AsSpan().SequenceEqual(board.LastToken))
        {
            // QoS 1 may deliver twice.
            Tokens.Count("duplicate");
            return;
        }

        bool answers = board.IsAsked && token.AsSpan().IndexOf(board.Nonce) >= 0;
        if (!board.Admit(Now, answers))
        {
            Tokens.Count("too-often");
            board.IsFlooded |= answers;
            return;
        }

        board.LastToken = hash;
        if (_appraiser.Look(device, token) is not { } appraisal)
        {
            Tokens.Count("not-enrolled");
            return;
        }

        if (appraisal.IsProof)
        {
            Tokens.Count(appraisal.Verdict.Outcome == Outcome.Affirmed ? "affirmed" : "refused");
            Conclude(board, appraisal);
        }
        else if (appraisal.Verdict is { Claims: { Nonce: null } })
        {
            // Evidence of a boot, good or bad, may be a recording: it only tells to look.
            Tokens.Count("boot");
            board.Due(Now);
        }
        else
        {
            Tokens.Count("unproven");
            if (board.IsAsked)
            {
                board.Bad ??= appraisal;
            }
            else
            {
                board.Due(Math.Max(Now, board.SentMs + (long)_settings.AnswerWithin.TotalMilliseconds));
            }
        }
    }

    /// <summary>Messages were dropped before they came here: a good answer may have been among them.</summary>
    public void Missed()
    {
        foreach (Board board in _boards.Values.Where(board => board.IsAsked))
        {
            board.IsFlooded = true;
        }
    }

    /// <summary>A board has answered a challenge with words.</summary>
    public void Refused(string device, string text)
    {
        if (Find(device) is { IsAsked: true } board)
        {
            board.Words = text;
        }
    }

    /// <summary>Sends what is due, and ends what was not answered. Called several times a second.</summary>
    public void Tick()
    {
        long now = Now;
        List<Board> due = [];
        foreach (Board board in _boards.Values.ToList())
        {
            if (_registry.Of(board.Device).Standing is DeviceStanding.Pending or DeviceStanding.Retired)
            {
                _boards.Remove(board.Device);
                continue;
            }

            if (board.IsAsked && now > board.AnswerByMs)
            {
                End(board);
            }

            Expire(board, now);
            if (!board.IsAsked && board.DueMs <= now && now - board.HeardMs <= _settings.Silence.TotalMilliseconds)
            {
                due.Add(board);
            }
        }

        if (due.Count > 0)
        {
            Send(due, now);
        }
    }

    private void Send(List<Board> due, long now)
    {
        IReadOnlyList<byte[]> fresh = _nonces.Issue([.. due.Select(board => board.Device)]);
        for (int i = 0; i < due.Count; i++)
        {
            Board board = due[i];
            (board.Bad, board.Words, board.Nonce, board.IsFlooded) = (null, "", fresh[i], false);
            if (_send(board.Device, fresh[i]))
            {
                Sent++;
                (board.SentMs, board.AnswerByMs) = (now, now + (long)_settings.AnswerWithin.TotalMilliseconds);
                board.DueMs = long.MaxValue;
            }
            else
            {
                board.DueMs = now + (long)_settings.AnswerWithin.TotalMilliseconds;
            }
        }
    }

    /// <summary>No good answer has come in time.</summary>
    private void End(Board board)
    {
        Unanswered++;

        // Where answers were left unread the good one may have been among them: then nothing is held against the board but that it is unproven.
        if (board.Bad is { } bad && !board.IsFlooded)
        {
            Conclude(board, bad);
            return;
        }

        board.AnswerByMs = 0;
        board.Silent++;
        double wait = Math.Min(_settings.AnswerWithin.TotalMilliseconds * (1 << Math.Min(board.Silent, BackOffDoublings)), _settings.ChallengeEvery.TotalMilliseconds);
        board.Due(Now + (long)wait);
        if (board.Silent >= _settings.Unanswered && board.HeardMs > board.SentMs && _registry.Of(board.Device).Standing == DeviceStanding.Attested)
        {
            _registry.Move(board.Device, DeviceStanding.Enrolled, $"{board.Silent} challenges were not answered{(board.Words.Length > 0 ? $": {board.Words}" : "")}", Gateway);
        }
    }

    private void Expire(Board board, long now)
    {
        if (board.ProvenMs is { } proven && now - proven > _settings.Validity.TotalMilliseconds && _registry.Of(board.Device).Standing == DeviceStanding.Attested)
        {
            _registry.Move(board.Device, DeviceStanding.Enrolled, "its evidence has grown old", Gateway);
        }
    }

    private void Conclude(Board board, Appraisal appraisal)
    {
        _appraiser.Conclude(appraisal);
        if (appraisal.Verdict.Outcome == Outcome.Affirmed)
        {
            board.ProvenMs = Now;
        }

        (board.AnswerByMs, board.Silent, board.Bad) = (0, 0, null);
        double every = _settings.ChallengeEvery.TotalMilliseconds;
        board.DueMs = Now + (long)(every * (0.9 + (0.1 * _random.NextDouble())));
    }

    /// <summary>Boards are remembered once they are enrolled: strangers on the broker leave nothing here.</summary>
    private Board? Find(string device)
    {
        if (_registry.Of(device).Standing is DeviceStanding.Pending or DeviceStanding.Retired)
        {
            return null;
        }

        if (!_boards.TryGetValue(device, out Board? board))
        {
            _boards[device] = board = new Board(device) { ProvenMs = _store.Find(device)?.AttestedMs is { } proven ? Math.Min(proven, Now) : null };
        }

        return board;
    }

    private sealed class Board(string device)
    {
        private long _windowMs;
        private int _tokens, _answers;

        public string Device { get; } = device;

        /// <summary>When it last said something; 0: not since this process started.</summary>
        public long HeardMs { get; set; }

        public long DueMs { get; set; } = long.MaxValue;

        public long SentMs { get; set; }

        /// <summary>0: nothing is asked.</summary>
        public long AnswerByMs { get; set; }

        public int Silent { get; set; }

        public long? ProvenMs { get; set; }

        /// <summary>The first answer that anybody could have sent.</summary>
        public Appraisal? Bad { get; set; }

        public string Words { get; set; } = "";

        /// <summary>What it was asked with last.</summary>
        public byte[] Nonce { get; set; } = [];

        /// <summary>More answers came than were looked at.</summary>
        public bool IsFlooded { get; set; }

        public byte[] LastToken { get; set; } = [];

        public bool IsAsked => AnswerByMs > 0;

        public void Due(long atMs) => DueMs = Math.Min(DueMs, atMs);

        public bool Admit(long nowMs, bool answers)
        {
            if (nowMs - _windowMs >= TokenWindowMs)
            {
                (_windowMs, _tokens, _answers) = (nowMs, 0, 0);
            }

            return answers ? ++_answers <= MostAnswers : ++_tokens <= MostTokens;
        }
    }
}
