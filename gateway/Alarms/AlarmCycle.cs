namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>
/// How an alarm goes from state to state (ISA-18.2-2016, figure of the alarm states). Shelving, suppression and taking out of service
/// lie over this cycle: they hide an alarm, and when the last of them ends it begins again, unacknowledged if its cause stands and normal if it does not.
/// Every step taken twice is the same as taken once.
/// </summary>
public static class AlarmCycle
{
    public static AlarmState Acknowledge(AlarmState state) => state switch
    {
        AlarmState.Unacknowledged => AlarmState.Acknowledged,
        AlarmState.Returned => AlarmState.Normal,
        AlarmState.LatchedUnacknowledged => AlarmState.LatchedAcknowledged,
        _ => state,
    };

    /// <summary>The cause has gone.</summary>
    /// <param name="latched">The alarm stays until it is reset.</param>
    /// <param name="hidden">Shelved, suppressed or out of service: nobody was told of it, so nobody need be told that it has gone.</param>
    public static AlarmState Return(AlarmState state, bool latched, bool hidden) => state switch
    {
        AlarmState.Unacknowledged or AlarmState.Acknowledged when hidden => AlarmState.Normal,
        AlarmState.Unacknowledged => latched ? AlarmState.LatchedUnacknowledged : AlarmState.Returned,
        AlarmState.Acknowledged => latched ? AlarmState.LatchedAcknowledged : AlarmState.Normal,
        _ => state,
    };

    /// <summary>Ends a latch whose cause has gone.</summary>
    public static AlarmState Reset(AlarmState state) => state switch
    {
        AlarmState.LatchedUnacknowledged => AlarmState.Returned,
        AlarmState.LatchedAcknowledged => AlarmState.Normal,
        _ => state,
    };

    /// <summary>The last of what hid it has ended.</summary>
    public static AlarmState Uncover(AlarmState state) => state switch
    {
        AlarmState.Acknowledged => AlarmState.Unacknowledged,
        AlarmState.LatchedAcknowledged => AlarmState.LatchedUnacknowledged,
        AlarmState.Returned => AlarmState.Normal,
        _ => state,
    };

    /// <summary>Its cause stands.</summary>
    public static bool IsActive(AlarmState state) => state is AlarmState.Unacknowledged or AlarmState.Acknowledged;

    /// <summary>Somebody is called for.</summary>
    public static bool WantsAcknowledgement(AlarmState state) => state is AlarmState.Unacknowledged or AlarmState.Returned or AlarmState.LatchedUnacknowledged;
}
