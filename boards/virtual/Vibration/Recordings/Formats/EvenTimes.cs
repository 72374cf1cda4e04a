namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Finds the rate of a column of seconds in one pass: the step of the even line from the first time to the last, where no time is more than a step and a half off it.</summary>
internal sealed class EvenTimes
{
    private double _first, _last, _least = double.NegativeInfinity, _most = double.PositiveInfinity;
    private long _count;

    /// <summary>Adds the next time.</summary>
    public void Add(double time)
    {
        if (_count == 0)
        {
            _first = time;
        }

        // Loggers print few digits, so single steps jitter. |t - i step| <= 1.5 step is (i - 1.5) step <= t <= (i + 1.5) step.
        double since = time - _first;
        if (_count > 0)
        {
            _least = Math.Max(_least, since / (_count + 1.5));
        }

        if (_count == 1)
        {
            _least = Math.Max(_least, -2 * since);
        }
        else if (_count > 1)
        {
            _most = Math.Min(_most, since / (_count - 1.5));
        }

        _last = time;
        _count++;
    }

    /// <summary>Samples per second to a thousandth, or null where the times do not rise in even steps.</summary>
    public double? RateHz()
    {
        if (_count < 16 || !(_last > _first))
        {
            return null;
        }

        double step = (_last - _first) / (_count - 1);
        return step >= _least && step <= _most ? Math.Round(1 / step, 3) : null;
    }
}
