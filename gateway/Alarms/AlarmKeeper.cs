using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Fusion;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>Ends shelves when their time is over, and tells listeners of alarms that changed.</summary>
public sealed partial class AlarmKeeper(AlarmDesk desk, FusionStore fusion, EventHub hub, TimeProvider time, ILogger<AlarmKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        desk.Changed += row => hub.Publish("alarm", row);
        fusion.AlarmsMoved += desk.Announce;
        using var timer = new PeriodicTimer(Step, time);
        do
        {
            try
            {
                desk.EndShelves();
            }
            catch (SqliteException wrong)
            {
                LogRefused(wrong.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Error, "The disk refused the end of an alarm's shelf ({Reason}): tried again in a second")]
    private partial void LogRefused(string reason);
}
