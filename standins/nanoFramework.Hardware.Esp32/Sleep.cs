namespace nanoFramework.Hardware.Esp32;

/// <summary>The ESP32's sleep: a process that sleeps deeply ends, and is started again when the timer would wake it.</summary>
public class Sleep
{
    private static readonly AsyncLocal<TimeSpan?> Timer = new();

    /// <summary>Why the board woke.</summary>
    public enum WakeupCause
    {
        /// <summary>It was not sleeping.</summary>
        Undefined = 0,

        /// <summary>The timer.</summary>
        Timer = 4,
    }

    /// <summary>Wakes the board after a time.</summary>
    public static EspNativeError EnableWakeupByTimer(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
        {
            return EspNativeError.INVALID_ARG;
        }

        Timer.Value = time;
        return EspNativeError.OK;
    }

    /// <summary>Sleeps with memory kept: here a plain wait for the timer.</summary>
    public static EspNativeError StartLightSleep()
    {
        if (Timer.Value is not { } time)
        {
            return EspNativeError.FAIL;
        }

        Thread.Sleep(time);
        return EspNativeError.OK;
    }

    /// <summary>Sleeps without memory and boots when woken: here the process waits and ends with code 75, which a supervisor takes as "start me again".</summary>
    public static void StartDeepSleep()
    {
        Thread.Sleep(Timer.Value ?? Timeout.InfiniteTimeSpan);
        Environment.Exit(75);
    }

    /// <summary>A process can't tell why it was started.</summary>
    public static WakeupCause GetWakeupCause() => WakeupCause.Undefined;
}
