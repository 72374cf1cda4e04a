using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>Renews in time what this machine itself shows; broker and page take it up without a stop. Boards' certificates are issued by hand.</summary>
public sealed partial class CertificateKeeper(string dataFolder, TimeProvider time, ILogger<CertificateKeeper> logger) : BackgroundService
{
    /// <summary>Renewed when no more is left than that; doctor warns then too.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private static readonly TimeSpan Round = TimeSpan.FromHours(12);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (string file in CertificateAuthority.In(dataFolder, time).Renew(Soon))
                {
                    LogRenewed(file);
                }
            }
            catch (Exception wrong) when (wrong is UsageException or IOException or UnauthorizedAccessException or CryptographicException)
            {
                LogFailed(wrong.Message);
            }

            await Task.Delay(Round, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{File} was about to end, and is renewed")]
    private partial void LogRenewed(string file);

    [LoggerMessage(LogLevel.Error, "A certificate can't be renewed: {Reason}")]
    private partial void LogFailed(string reason);
}
