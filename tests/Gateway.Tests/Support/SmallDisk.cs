using System.Diagnostics;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A tmpfs of a test's own; the calling test is skipped where mounting is not allowed.</summary>
public sealed class SmallDisk : IDisposable
{
    public SmallDisk(TemporaryFolder folder, string options)
    {
        Skip.IfNot(Environment.UserName == "root", "only root may mount");
        Path = Directory.CreateDirectory(folder.File("disk")).FullName;
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", options, "aiot-test", Path) == 0, "mounting is not allowed here");
    }

    public string Path { get; }

    /// <param name="options">As <c>size=64m</c> or <c>ro</c>.</param>
    public void Remount(string options) => Assert.Equal(0, Run("mount", "-o", $"remount,{options}", Path));

    public void Dispose() => Run("umount", "-l", Path);

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
