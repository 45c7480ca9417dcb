/** Set in the walk's shell, to the slug of its lab: whoever runs `labs start` there wants the cluster back, and no walk within the walk. */
export const IN_WALK = 'LABS_IN_WALK'
