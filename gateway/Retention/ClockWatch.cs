namespace AIoT.Embedded.Gateway.Retention;

/// <summary>
/// Whether the wall clock may say what is old enough to be thrown away. A clock that jumps ahead would end every term at once: whoever sees to it
/// has a day to set it right. It is held against a clock that can't be set, and at the start against the newest reading.
/// </summary>
public sealed class ClockWatch
{
    /// <summary>A step that is held to be a jump.</summary>
    public static readonly TimeSpan Jump = TimeSpan.FromDays(1);

    /// <summary>A gateway that was switched off for longer looks like one whose clock has jumped.</summary>
    public static readonly TimeSpan Absence = TimeSpan.FromDays(7);

    /// <summary>How long the clock must go on from a jump.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromHours(24);

    private readonly TimeProvider _time;
    private DateTimeOffset _wall;
    private long _steady;
    private long? _jumped;

    /// <param name="newestMs">UTC milliseconds at which the last reading on disk came; 0: there is none.</param>
    public ClockWatch(TimeProvider time, long newestMs)
    {
        _time = time;
        _wall = time.GetUtcNow();
        _steady = time.GetTimestamp();
        if (newestMs > 0 && (_wall - DateTimeOffset.FromUnixTimeMilliseconds(newestMs)) > Absence)
        {
            _jumped = _steady;
        }
    }

    /// <summary>Looks at both clocks.</summary>
    /// <returns>False: it has jumped within the last day.</returns>
    public bool IsSettled()
    {
        DateTimeOffset wall = _time.GetUtcNow();
        long steady = _time.GetTimestamp();
        if (wall - _wall - _time.GetElapsedTime(_steady, steady) > Jump)
        {
            _jumped = steady;
        }

        (_wall, _steady) = (wall, steady);
        return _jumped is not { } since || _time.GetElapsedTime(since, steady) >= Wait;
    }
}
