namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>Runs the edge node beside the gateway: it takes nothing from ingest, and its failures stay its own.</summary>
public sealed partial class SparkplugService(EdgeNode node, ILogger<SparkplugService> logger) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host must not wait for this one to begin.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await node.RunAsync(stoppingToken);
            }
            catch (Exception wrong) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(wrong);
                await Task.Delay(Rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Sparkplug failed, and starts again")]
    private partial void LogFailed(Exception wrong);
}
