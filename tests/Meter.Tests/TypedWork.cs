using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Meter.Tests;

/// <summary>Work that is written against the ordinary types of another assembly.</summary>
public sealed class TypedWork : IMeteredWork
{
    public void Prepare() => TestData.InRepository(TestData.Root);

    public void Run() => TestData.InRepository(TestData.InRepository("docs"));
}
