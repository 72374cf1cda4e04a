namespace AIoT.Embedded.Inference
{
    /// <summary>A layer ready to run: parameters unpacked at load, nothing allocated in <see cref="Run"/>.</summary>
    internal abstract class Kernel
    {
        internal abstract void Run(Workspace memory);
    }
}
