import { createRouter } from '../router.ts'
import {
  getProject,
  listProjects,
  listProjectUsers,
  patchProject,
  postProject,
  putProject,
} from './projects.ts'
import { deleteTask, getTask, listTasks, postTask, putTask } from './tasks.ts'
import { deleteTime, getTime, listTime, postTime, putTime } from './time.ts'

export const projectsRoot = '/projects.xro/2.0/'

/** Every endpoint of the Projects API. */
export const projectRouteOf = createRouter({
  'GET Projects': listProjects,
  'POST Projects': postProject,
  'GET Projects/:id': getProject,
  'PUT Projects/:id': putProject,
  'PATCH Projects/:id': patchProject,
  'GET Projects/:id/Tasks': listTasks,
  'POST Projects/:id/Tasks': postTask,
  'GET Projects/:id/Tasks/:id': getTask,
  'PUT Projects/:id/Tasks/:id': putTask,
  'DELETE Projects/:id/Tasks/:id': deleteTask,
  'GET Projects/:id/Time': listTime,
  'POST Projects/:id/Time': postTime,
  'GET Projects/:id/Time/:id': getTime,
  'PUT Projects/:id/Time/:id': putTime,
  'DELETE Projects/:id/Time/:id': deleteTime,
  'GET ProjectsUsers': listProjectUsers,
})
