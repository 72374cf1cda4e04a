using System.Diagnostics;
using AIoT.Embedded.Hil.Locking;

namespace AIoT.Embedded.Hil.Tests.Running;

/// <summary>One device, one job, however jobs end.</summary>
public sealed class DeviceLockTests
{
    private readonly string _device = $"/dev/test-{Guid.NewGuid():N}";

    [Fact]
    public async Task The_second_job_waits_and_is_told_who_has_the_device()
    {
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(30));
        DeviceLock first = await Take(TimeSpan.Zero, over.Token);
        UnavailableException busy = await Assert.ThrowsAsync<UnavailableException>(() => Take(TimeSpan.FromMilliseconds(250), over.Token));
        Assert.Contains($"process {Environment.ProcessId}", busy.Message, StringComparison.Ordinal);
        List<string> holders = [];
        Task<DeviceLock> second = DeviceLock.TakeAsync(_device, TimeSpan.FromSeconds(20), holders.Add, over.Token);
        while (holders.Count == 0)
        {
            await Task.Delay(10, over.Token);
        }

        Assert.False(second.IsCompleted);
        first.Dispose();
        using DeviceLock held = await second;
        Assert.Single(holders);
        Forget(held.Path);
    }

    [Fact]
    public async Task A_killed_job_leaves_no_lock_behind()
    {
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(30));
        DeviceLock own = await Take(TimeSpan.Zero, over.Token);
        string path = own.Path;
        own.Dispose();

        // Another program that takes the same lock, as util-linux's flock does, and is killed with SIGKILL.
        using Process other = Process.Start(new ProcessStartInfo("flock", ["--exclusive", "--no-fork", path, "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(over.Token));
        await Assert.ThrowsAsync<UnavailableException>(() => Take(TimeSpan.FromMilliseconds(200), over.Token));
        other.Kill();
        await other.WaitForExitAsync(over.Token);
        using DeviceLock after = await Take(TimeSpan.FromSeconds(5), over.Token);
        Forget(path);
    }

    [Fact]
    public async Task Two_names_of_one_port_are_one_device()
    {
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(30));
        string port = Path.GetTempFileName();
        string link = port + "-udev";
        File.CreateSymbolicLink(link, port);
        try
        {
            using DeviceLock held = await DeviceLock.TakeAsync(port, TimeSpan.Zero, _ => { }, over.Token);
            await Assert.ThrowsAsync<UnavailableException>(() => DeviceLock.TakeAsync(link, TimeSpan.Zero, _ => { }, over.Token));
            Forget(held.Path);
        }
        finally
        {
            File.Delete(link);
            File.Delete(port);
        }
    }

    private static void Forget(string path)
    {
        File.Delete(path);
        File.Delete(path + ".by");
    }

    private Task<DeviceLock> Take(TimeSpan limit, CancellationToken cancel) => DeviceLock.TakeAsync(_device, limit, _ => { }, cancel);
}
