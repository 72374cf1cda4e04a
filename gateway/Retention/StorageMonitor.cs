using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Retention;

/// <summary>
/// Whether the disk takes what is written. Those who write ask before, and say how it went; the state is bad while the last try of any of
/// them failed, and good again by itself.
/// </summary>
public sealed partial class StorageMonitor(GatewayDatabase database, RetentionSettings settings, TimeProvider time, ILogger<StorageMonitor> logger)
{
    private const int DiskFull = 13;
    private const int InputOutput = 10;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenWords = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string State, string Reason)> _bad = [];
    private long _freeBytes = long.MaxValue, _lookedAt, _saidAt, _sinceUtcMs, _refusals, _retired;
    private string _state = "ok", _reason = "";

    /// <summary>Raised when the state changes.</summary>
    public event Action<StorageStatus>? Changed;

    public bool IsOk => Volatile.Read(ref _state) == "ok";

    public StorageStatus Status
    {
        get
        {
            long used = UsedBytes();
            Room();
            lock (_gate)
            {
                return new StorageStatus(_state, _reason, _sinceUtcMs, _freeBytes, used, _refusals, _retired);
            }
        }
    }

    /// <summary>False: there is too little room, and it has been noted; nothing is to be written.</summary>
    /// <param name="writer">Who wants to.</param>
    public bool MayWrite(string writer)
    {
        long reserve = settings.ReserveMegabytes * 1024L * 1024;
        long free = Room();
        if (free >= reserve)
        {
            return true;
        }

        Bad(writer, "full", $"{free / (1024 * 1024)} MB are left on the disk of {Path.GetDirectoryName(database.Path)}, and {settings.ReserveMegabytes} MB must be: make room there");
        return false;
    }

    public void Failed(string writer, SqliteException wrong)
    {
        bool full = wrong.SqliteErrorCode == DiskFull || (wrong.SqliteErrorCode == InputOutput && Room() < 1024 * 1024);
        Bad(writer, full ? "full" : "failing", full ? $"the disk of {Path.GetDirectoryName(database.Path)} is full: make room there" : $"the disk of {Path.GetDirectoryName(database.Path)} refuses: {wrong.Message}");
    }

    public void Worked(string writer)
    {
        if (IsOk)
        {
            return;
        }

        StorageStatus? changed = null;
        lock (_gate)
        {
            if (_bad.Remove(writer) && _bad.Count == 0)
            {
                changed = Turn("ok", "");
                LogRecovered();
            }
        }

        Tell(changed);
    }

    /// <summary>Retention took readings off the disk.</summary>
    public void Retired(long readings) => Interlocked.Add(ref _retired, readings);

    /// <summary>Bytes of pages that hold something: a file does not shrink, but is filled again.</summary>
    public long UsedBytes()
    {
        try
        {
            using SqliteConnection reader = database.OpenReader();
            using SqliteCommand command = reader.CreateCommand();
            command.CommandText = "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count), (SELECT page_size FROM pragma_page_size)";
            using SqliteDataReader row = command.ExecuteReader();
            row.Read();
            return row.GetInt64(0) * row.GetInt64(1);
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    private void Bad(string writer, string state, string reason)
    {
        StorageStatus? changed = null;
        lock (_gate)
        {
            _refusals++;
            _bad[writer] = (state, reason);
            (string State, string Reason) worst = _bad.Values.OrderByDescending(bad => bad.State == "full").First();
            if (worst.State != _state)
            {
                changed = Turn(worst.State, worst.Reason);
            }

            _reason = worst.Reason;
            if (changed is not null || time.GetElapsedTime(_saidAt) >= BetweenWords)
            {
                _saidAt = time.GetTimestamp();
                LogRefused(_state, _reason);
            }
        }

        Tell(changed);
    }

    private StorageStatus Turn(string state, string reason)
    {
        _state = state;
        _reason = reason;
        _sinceUtcMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new StorageStatus(state, reason, _sinceUtcMs, _freeBytes, 0, _refusals, _retired);
    }

    private void Tell(StorageStatus? changed)
    {
        if (changed is not null)
        {
            Changed?.Invoke(changed);
        }
    }

    private long Room()
    {
        lock (_gate)
        {
            if (_lookedAt == 0 || time.GetElapsedTime(_lookedAt) >= FreshFor)
            {
                _lookedAt = time.GetTimestamp();
                try
                {
                    _freeBytes = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(database.Path))!).AvailableFreeSpace;
                }
                catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
                {
                    // The next write will tell.
                }
            }

            return _freeBytes;
        }
    }

    [LoggerMessage(LogLevel.Error, "Disk {State}: {Reason}. Nothing is acknowledged; boards keep their readings and send them again")]
    private partial void LogRefused(string state, string reason);

    [LoggerMessage(LogLevel.Warning, "The disk takes what is written again")]
    private partial void LogRecovered();
}
