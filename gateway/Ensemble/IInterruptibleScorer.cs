namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>A model whose run can be asked to end early, from another thread.</summary>
public interface IInterruptibleScorer : IFeatureScorer
{
    void Interrupt();
}
